"""Changing the law in force: proposed by one person with a preview, put into force by another, noted on every case.

A notice, a rule file and a house limit take the same road. Putting into force is one act: the texts, the new clocks
of all open cases, the notes and one audit entry stand together or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from compliance.casework.actor import Actor, Entry, acting, require_right
from compliance.casework.law_preview import Preview, Progress, counted, drafted_law, preview, preview_of
from compliance.casework.many_cases import CaseCount
from compliance.casework.reasons import require_reason
from compliance.errors import BadInput, NotAllowedNow, NotFound
from compliance.records import law as records
from compliance.records.case_pages import write_many_clocks
from compliance.records.law import LawChange, LawInForce, LawText
from compliance.records.law_moves import move_row, replace_moves
from compliance.resources import Resources


class PreviewOutdated(NotAllowedNow):
    """Cases changed since the preview, so that something else would move than what was looked at."""


async def propose_law_change(
    resources: Resources,
    actor: Actor,
    *,
    origin: str,
    title: str,
    texts: Sequence[LawText],
    reason: str,
    source_text: str = "",
    progress: Progress | None = None,
) -> LawChange:
    """Put a change of law forward with what it would move; nothing goes live before a second person confirms it.

    Raises BadInput for a text that cannot be used (file, limit, key, cure), one that changes nothing, or no reason.
    """
    await require_right(resources, actor, "propose_law_change")
    require_reason(reason)
    await resources.refresh_law()
    law = drafted_law(resources, texts)
    if law.texts == resources.law.texts:
        raise BadInput("errors.law_unchanged")
    found = await preview(resources, law, progress=progress)
    async with acting(resources, actor, "propose_law_change") as entry:
        change_id = await records.insert_change(
            resources.database,
            {
                "origin": origin,
                "title": title,
                "source_text": source_text,
                "reason": reason,
                "state": "proposed",
                "summary": found.summary,
                "moves_digest": found.digest,
                "proposed_by": actor.user_id,
                "proposed_at": resources.clock.now(),
                "decision_reason": "",
            },
            texts,
        )
        await replace_moves(resources.database, change_id, map(move_row, found.moves))
        entry.about("law_change", change_id)
        entry.reason = reason
        entry.after = {"title": title, "texts": _named(texts), "summary": found.summary, "moves": found.digest}
    return await _standing(resources, change_id)


async def preview_again(
    resources: Resources, actor: Actor, *, change_id: int, progress: Progress | None = None
) -> LawChange:
    """Preview a proposal anew on the cases as they stand today."""
    await require_right(resources, actor, "preview_law_change", needs="propose_law_change")
    change = await _standing(resources, change_id)
    _must_be_open(change)
    await resources.refresh_law()
    found = await preview(resources, drafted_law(resources, change.texts), progress=progress)
    async with acting(resources, actor, "preview_law_change", needs="propose_law_change") as entry:
        change = await _locked(resources, change_id)
        entry.about("law_change", change_id)
        entry.before, entry.after = {"summary": change.summary}, {"summary": found.summary, "moves": found.digest}
        await records.update_change(
            resources.database, change_id, {"summary": found.summary, "moves_digest": found.digest}
        )
        await replace_moves(resources.database, change_id, map(move_row, found.moves))
    return await _standing(resources, change_id)


async def confirm_law_change(
    resources: Resources, actor: Actor, *, change_id: int, reason: str, progress: Progress | None = None
) -> LawChange:
    """Put a proposal into force and count every open case anew: the second person's act.

    Raises NotAllowedNow for the proposer himself or a decided proposal, PreviewOutdated when other clocks would move
    than those previewed: it is then previewed again and waits for another look.
    """
    try:
        async with acting(resources, actor, "confirm_law_change") as entry:
            require_reason(reason)
            change = await _locked(resources, change_id)
            _must_be_another(change, actor)
            law = drafted_law(resources, change.texts)
            found = await _count_and_write(resources, change, law, progress)
            if found.digest != change.moves_digest:
                raise PreviewOutdated("errors.preview_outdated")
            revision = resources.law.revision + 1
            await _put_into_force(resources, actor, entry, change, found, reason, revision)
    except PreviewOutdated:
        await preview_again(resources, actor, change_id=change_id)
        raise
    await resources.refresh_law()
    return await _standing(resources, change_id)


async def refuse_law_change(resources: Resources, actor: Actor, *, change_id: int, reason: str) -> LawChange:
    """Turn a proposal down, or, for its proposer, take it back; the reason stays with it."""
    require_reason(reason)
    async with acting(resources, actor, "refuse_law_change", needs="propose_law_change") as entry:
        change = await _locked(resources, change_id)
        _must_be_open(change)
        state = "withdrawn" if change.proposed_by == actor.user_id else "refused"
        entry.about("law_change", change_id)
        entry.reason = reason
        entry.before, entry.after = {"state": change.state}, {"state": state}
        await records.update_change(resources.database, change_id, _decision(resources, actor, state, reason))
    return await _standing(resources, change_id)


async def propose_shipped(
    resources: Resources, actor: Actor, *, reason: str, progress: Progress | None = None
) -> LawChange:
    """Put forward the files that a newer program brought; raises BadInput when it brought none."""
    texts = await newer_shipped(resources)
    if not texts:
        raise BadInput("errors.law_unchanged")
    return await propose_law_change(
        resources,
        actor,
        origin="shipped",
        title=f"随程序附带的规则与日历更新（{len(texts)} 个文件）",
        texts=texts,
        reason=reason,
        progress=progress,
    )


async def newer_shipped(resources: Resources) -> tuple[LawText, ...]:
    """The files that came with this program and differ from those that were pinned or adopted before."""
    pinned = await records.last_shipped(resources.database)
    return records.shipped_texts().differing(pinned) if pinned is not None else ()


async def _count_and_write(
    resources: Resources, change: LawChange, law: LawInForce, progress: Progress | None
) -> Preview:
    outcomes: list[CaseCount] = []
    waiting: dict[int, list[dict[str, Any]]] = {}
    at = resources.clock.now()
    async for outcome in counted(resources, law, rows=True, open_only=True, progress=progress):
        if outcome.rows is not None:
            waiting[outcome.complaint_id] = outcome.rows
        outcomes.append(outcome._replace(rows=None))
        if len(waiting) >= 200:
            await write_many_clocks(resources.database, waiting, at=at)
            waiting = {}
    await write_many_clocks(resources.database, waiting, at=at)
    found = preview_of(outcomes)
    if found.problems:
        raise BadInput("errors.plain", sentence=found.problems[0])
    await replace_moves(resources.database, change.id, map(move_row, found.moves))
    return found


async def _put_into_force(
    resources: Resources, actor: Actor, entry: Entry, change: LawChange, found: Preview, reason: str, revision: int
) -> None:
    entry.about("law_change", change.id)
    entry.reason = reason
    entry.before = {"revision": revision - 1, "proposed_by": change.proposer}
    entry.after = {
        "revision": revision,
        "title": change.title,
        "texts": _named(change.texts),
        "summary": found.summary,
        "moves": found.digest,
    }
    await records.update_change(
        resources.database,
        change.id,
        _decision(resources, actor, "in_force", reason) | {"revision": revision, "summary": found.summary},
    )


def _decision(resources: Resources, actor: Actor, state: str, reason: str) -> dict[str, Any]:
    return {
        "state": state,
        "decided_by": actor.user_id,
        "decided_at": resources.clock.now(),
        "decision_reason": reason,
    }


def _named(texts: Sequence[LawText]) -> list[dict[str, str]]:
    return [
        {"kind": text.kind, "name": text.name, "sha256": hashlib.sha256(text.content.encode()).hexdigest()}
        for text in texts
    ]


def _must_be_open(change: LawChange) -> None:
    if change.state != "proposed":
        raise NotAllowedNow("errors.law_change_decided", title=change.title)


def _must_be_another(change: LawChange, actor: Actor) -> None:
    _must_be_open(change)
    if change.proposed_by == actor.user_id:
        raise NotAllowedNow("errors.law_second_person")


async def _locked(resources: Resources, change_id: int) -> LawChange:
    change = await records.change(resources.database, change_id, for_update=True)
    if change is None:
        raise NotFound("errors.law_change_not_found", id=change_id)
    return change


async def _standing(resources: Resources, change_id: int) -> LawChange:
    change = await records.change(resources.database, change_id)
    if change is None:
        raise NotFound("errors.law_change_not_found", id=change_id)
    return change
