"""Cautions beside the clocks (提示): unconfirmed texts, refused extensions, idle suspensions, shorter limits that yield."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deadlines.case_file import CaseFile
from deadlines.course import Count
from deadlines.legal_events import LegalEvent
from deadlines.model import Deadline, Limit, LimitVersion, Wording
from deadlines.rulebook import Rulebook


def cautions_of(
    limit: Limit, version: LimitVersion, counts: Sequence[Count], met: LegalEvent | None, void: LegalEvent | None
) -> list[Wording]:
    """What a reader of this clock must know beside its date."""
    found = [refusal for counted in counts for refusal in counted.refused]
    if void and limit.void_note.zh:
        found.append(Wording(f"{limit.label}：{limit.void_note.zh}", f"{limit.label_en}: {limit.void_note.en}"))
    if version.cite.needs_confirmation:
        found.append(
            Wording(
                f"{limit.label}：依据《{version.cite.instrument}》仅见于二手来源，请核对原文后再对外使用",
                f"{limit.label_en}: the text is known from secondary sources only; confirm before use",
            )
        )
    if met and met.decided_on and counts[0].due_on and met.decided_on <= counts[0].due_on < met.on:
        found.append(
            Wording(
                f"{limit.label}：{met.decided_on} 已在期限内作出决定，但 {met.on} 才告知，告知逾期",
                f"{limit.label_en}: decided in time on {met.decided_on}, told late on {met.on}",
            )
        )
    if met and counts[0].due_at and met.at is None and met.on == counts[0].due_at.date():
        found.append(
            Wording(
                f"{limit.label}：完成时刻未记录，按当日按时计",
                f"{limit.label_en}: no instant recorded; taken as in time",
            )
        )
    return found


def show_guidance(deadlines: list[Deadline], rulebook: Rulebook, warnings: list[Wording]) -> list[Deadline]:
    """Marks a limit as guidance where its text lets a longer statutory limit of another regime prevail."""
    yielding = rulebook.yielding
    if not yielding:
        return deadlines
    shown: list[Deadline] = []
    for one in deadlines:
        longer = (one.regime, one.limit) in yielding and any(
            other.regime != one.regime
            and other.kind == "statutory"
            and (other.regime, other.limit) not in yielding
            and other.due_on is not None
            and one.due_on is not None
            and other.due_on > one.due_on
            for other in deadlines
        )
        if longer:
            warnings.append(
                Wording(
                    f"{one.label}：另有更长的法定期限优先，本期限作为提示；到期前仍应告知办理进度和法定期限",
                    f"{one.label_en}: a longer statutory limit prevails; this one is guidance, progress is still to be told",
                )
            )
        shown.append(replace(one, guidance=True) if longer else one)
    return shown


def unused(case: CaseFile, deadlines: Sequence[Deadline]) -> list[Wording]:
    """Warnings for suspensions and extensions that moved no clock."""
    used = {(pause.since, pause.ground) for deadline in deadlines for pause in deadline.pauses}
    found = [
        Wording(
            f"{pause.since} 起的中止不停止所选期限的计时：最先届满的依据没有把该事由列为不计入期限的情形，或者中止不在其计时之内",
            f"the suspension of {pause.since} stops no clock: the text that ends first does not list its ground, or it lies outside the count",
        )
        for pause in case.pauses
        if (pause.until is None or pause.until > pause.since) and (pause.since, pause.ground) not in used
    ]
    moved = {(extension.on, str(extension.span)) for deadline in deadlines for extension in deadline.extensions}
    for event in case.extensions:
        if not any(on == event.on for on, _ in moved):
            found.append(
                Wording(f"{event.on} 的延期没有改变任何期限", f"the extension of {event.on} moved no deadline")
            )
    return found
