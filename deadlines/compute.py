"""compute_deadlines: events, limits and a calendar in, deadlines out (期限计算的唯一入口). Pure; nothing is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from deadlines.calendar import FIRST_DAY, WorkingCalendar
from deadlines.case_file import CaseFile
from deadlines.cautions import cautions_of, show_guidance, unused
from deadlines.chains import link_chains
from deadlines.clock import count, trace_of
from deadlines.course import Count, Course, Reading, end_of, reach_of
from deadlines.legal_events import LegalEvent
from deadlines.model import (
    Alternative,
    Deadline,
    Limit,
    LimitVersion,
    NotCovered,
    Outcome,
    Wording,
)
from deadlines.readings import named_day, needs_instant, readings_of
from deadlines.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class _Setting:
    """What stays the same for every limit of one computation."""

    case: CaseFile
    calendar: WorkingCalendar
    profile: str
    rules: str


def compute_deadlines(
    events: Iterable[LegalEvent],
    *,
    rulebook: Rulebook,
    calendar: WorkingCalendar,
    regimes: Sequence[str],
    profile: str,
    today: date | None = None,
    now: datetime | None = None,
    facts: Mapping[str, object] | None = None,
    known_on: date | None = None,
) -> Outcome:
    """The deadlines that the events of one case start under the regimes, in the order of the rule files.

    `profile` (company | authority) decides which are ours; `facts` decides limits that depend on them; `known_on` keeps
    only notices issued by then. `today` and `now` select nothing: `timeliness` judges the result. Starts without a clock
    are in `not_covered`. Raises RequestError for an unknown regime. Sources: see `counting` and the cited rules.
    """
    case = CaseFile(tuple(events), facts or {})
    known = calendar.as_known_on(known_on)
    deadlines: list[Deadline] = []
    not_covered: list[NotCovered] = []
    warnings: list[Wording] = []
    for name in dict.fromkeys(regimes):
        regime = rulebook.regime(name)
        for limit in regime.limits:
            setting = _Setting(case, known.for_region(limit.calendar), profile, regime.fingerprint)
            for item in _deadlines_of(limit, setting, warnings):
                (deadlines if isinstance(item, Deadline) else not_covered).append(item)  # type: ignore[arg-type]
    deadlines = link_chains(show_guidance(deadlines, rulebook, warnings))
    warnings.extend(unused(case, deadlines))
    return Outcome(tuple(deadlines), tuple(not_covered), tuple(dict.fromkeys(warnings)))


def _deadlines_of(limit: Limit, setting: _Setting, warnings: list[Wording]) -> list[Deadline | NotCovered]:
    """Every deadline of one limit: one for its first start, more where the rule restarts or counts every start."""
    if limit.starts.isdisjoint(setting.case.kinds):
        return []
    starts = setting.case.starts_of(limit)
    if not starts:
        return []
    if limit.every_start or limit.recurring:
        return [_from(limit, start, setting, warnings) for start in starts]
    found: list[Deadline | NotCovered] = []
    cautions: list[Wording] = []
    current = _from(limit, starts[0], setting, cautions)
    for event in setting.case.restarts(limit, after=starts[0]):
        version = limit.version_on(event.on)
        if version is None or event.kind.value not in version.restarts or event.starts_on <= current.started_on:
            continue
        if isinstance(current, NotCovered) or _is_done(current, event.on):
            found.append(current)
            warnings.extend(cautions)
            cautions = []
            current = _from(limit, event, setting, cautions)
        else:
            cautions = []  # those of the count that this one replaces fall away with it
            current = _restarted(limit, event, current, setting, cautions)
    found.append(current)
    warnings.extend(cautions)
    return found


def _is_done(deadline: Deadline, day: date) -> bool:
    """True when the limit was met, fell away or was breached before `day`: a restart then opens a further deadline."""
    ended = [on for on in (deadline.met_on, deadline.void_on) if on is not None]
    return any(on < day for on in ended) or (deadline.due_on is not None and deadline.due_on < day)


def _restarted(
    limit: Limit, event: LegalEvent, before: Deadline, setting: _Setting, warnings: list[Wording]
) -> Deadline | NotCovered:
    """The deadline counted anew from a later start (重新计算); where the old count would have ended is an alternative."""
    anew = _from(limit, event, setting, warnings)
    if isinstance(anew, NotCovered):
        return before
    kept = tuple(one for one in before.alternatives if one.reading == _NOT_RESTARTED and one.due_on != anew.due_on)
    if before.due_on is not None and before.due_on != anew.due_on:
        kept = (*kept, Alternative(_NOT_RESTARTED, due_on=before.due_on, citation=before.citation))
    return replace(
        anew,
        alternatives=(*anew.alternatives, *kept),
        restarted_from=before.restarted_from or before.started_on,
    )


_NOT_RESTARTED = Wording(
    "不属于补充新的事实的，不重新计算，仍自前一次起算", "without new facts the count is not restarted"
)


def _from(limit: Limit, start: LegalEvent, setting: _Setting, warnings: list[Wording]) -> Deadline | NotCovered:
    day = start.starts_on
    version = limit.version_on(day)
    reason = _why_not(limit, version, start, setting.case)
    if version is None or reason is not None:
        return NotCovered(limit.regime, limit.id, limit.label, start.kind.value, day, reason or _NO_VERSION)
    readings, unknown = readings_of(version, day, setting.case.facts)
    readings.extend(named_day(version, start))
    if unknown:
        names = "、".join(unknown)
        warnings.append(
            Wording(
                f"{limit.label}：缺少事实 {names}，按最早届满的情形计算，其他情形列于 alternatives",
                f"{limit.label_en}: fact {names} is missing; the shortest limit is due, the others are alternatives",
            )
        )
    met = setting.case.first_meeting(limit, start)
    void = setting.case.first_voiding(limit, start, met)
    course = Course(
        start_on=day,
        start_at=start.at,
        pauses=setting.case.pauses,
        extensions=setting.case.extensions_for(limit),
        stopped_on=met.on if met else void.on if void else None,
        directed_to=start.due,
    )
    ours = is_ours(limit, setting.profile)
    counts = _counts(readings, course, ours=ours, calendar=setting.calendar)
    warnings.extend(cautions_of(limit, version, counts, met, void))
    return _deadline(limit, version, start, met, void, counts, ours, setting)


def _counts(readings: Sequence[Reading], course: Course, *, ours: bool, calendar: WorkingCalendar) -> list[Count]:
    """The count of every reading; a text that repeats the first one's span and exclusions is not counted again."""
    first = count(readings[0], course, ours=ours, calendar=calendar)
    counts = [first]
    for reading in readings[1:]:
        if (reading.span, reading.excludes) == (first.reading.span, first.reading.excludes) and not first.extensions:
            counts.append(replace(first, reading=reading, refused=()))
        else:
            counts.append(count(reading, course, ours=ours, calendar=calendar))
    return counts


def is_ours(limit: Limit, profile: str) -> bool:
    """True when the limit binds the side that the profile names; what is addressed to us is ours on either side."""
    return limit.owner == "addressee" or limit.owner == ("respondent" if profile == "company" else "authority")


_NO_VERSION = Wording("没有在该日施行的规定", "no text in force on that day is on board")


def _why_not(limit: Limit, version: LimitVersion | None, start: LegalEvent, case: CaseFile) -> Wording | None:
    """Why a start has no clock, or None when it has one."""
    day = start.starts_on
    if version is None:
        if limit.repeal and day >= limit.repeal.valid_from:
            return limit.repeal.reason
        first = limit.versions[0]
        return Wording(
            f"{day} 早于本规则库收录的最早版本（{first.cite.instrument}，自{first.valid_from}起）",
            f"{day} is before the first version on board ({first.valid_from})",
        )
    if day < FIRST_DAY:
        return Wording(f"工作日历自 {FIRST_DAY} 起收录", f"the working calendar begins on {FIRST_DAY}")
    for name, allowed in version.applies_if.items():
        if name in case.facts and case.facts[name] not in allowed:
            return Wording(f"事实 {name} 不符合该期限的适用条件", f"fact {name}: the limit does not apply")
    if version.cite.evidence == "unverified":
        return Wording("依据未经核实，仅作提示，不计时", "the text is unverified: shown as a note, never counted")
    if version.before and start.due is None:
        return Wording("没有写明拟定的日期，请在事件中填写 due", "the planned day is missing; give it as `due`")
    if version.span is not None and version.span.unit == "directed" and start.due is None:
        return Wording(
            "来函或者工单没有写明期限，请在事件中填写 due", "the letter or work order sets no day; give it as `due`"
        )
    if start.at is None and needs_instant(version, case.facts):
        return Wording("按小时计算，需要起算时刻，请在事件中填写 at", "a limit in hours needs the instant `at`")
    return None


def _deadline(
    limit: Limit,
    version: LimitVersion,
    start: LegalEvent,
    met: LegalEvent | None,
    void: LegalEvent | None,
    counts: Sequence[Count],
    ours: bool,
    setting: _Setting,
) -> Deadline:
    """The deadline of the earliest reading; the others that end on another day are alternatives (rule 6)."""
    chosen = min(counts, key=end_of)
    same, others = [], list(chosen.alternatives)
    notes = [version.note] if version.note.zh else []
    for counted in counts:
        if counted is chosen:
            continue
        if counted.reading.cite != chosen.reading.cite and (counted.due_on, counted.due_at) == (
            chosen.due_on,
            chosen.due_at,
        ):
            same.append(counted.reading.cite)
            others.extend(other for other in counted.alternatives if other.due_on not in [one.due_on for one in others])
        elif counted.open_pause is not None and chosen.open_pause is None:
            notes.append(
                Wording(f"{counted.reading.title.zh}正在中止，恢复后另行届满", f"{counted.reading.title.en}: suspended")
            )
        elif (counted.due_on or counted.due_at) and (counted.due_on, counted.due_at) != (chosen.due_on, chosen.due_at):
            others.append(
                Alternative(
                    counted.reading.title,
                    due_on=counted.due_on,
                    due_at=counted.due_at,
                    citation=counted.reading.cite,
                )
            )
            others.extend(other for other in counted.alternatives if other.due_on != chosen.due_on)
    cite = chosen.reading.cite
    if limit.kind == "directed" and start.title and not cite.article:
        cite = replace(cite, instrument=start.title, number=start.number)
    return Deadline(
        regime=limit.regime,
        limit=limit.id,
        label=limit.label,
        label_en=limit.label_en,
        owner=limit.owner,
        ours=ours,
        kind=limit.kind,
        row=version.row or limit.row,
        span=chosen.reading.span,
        citation=cite,
        started_on=start.starts_on,
        started_by=start.kind.value,
        started_at=start.at,
        due_on=chosen.due_on,
        due_at=chosen.due_at,
        unrolled_on=chosen.unrolled_on if chosen.open_pause is None else None,
        earliest=min((c.earliest for c in counts if c.earliest), default=None),
        provisional=chosen.provisional,
        met_on=met.on if met else None,
        met_at=met.at if met else None,
        met_by=met.kind.value if met else "",
        void_on=void.on if void else None,
        void_at=void.at if void else None,
        void_by=void.kind.value if void else "",
        alternatives=tuple(others),
        concurrent=tuple(same),
        pauses=chosen.pauses,
        open_pause=chosen.open_pause,
        also_paused=tuple(c.open_pause for c in counts if c.open_pause is not None and c is not chosen),
        extensions=chosen.extensions,
        trace=trace_of(chosen, start.starts_on, setting.calendar),
        notes=tuple(notes),
        runs_out=limit.runs_out,
        planned_on=start.due if version.before else None,
        produces=limit.produces,
        consequence=limit.consequence,
        calendar=setting.calendar.stamp(start.starts_on, reach_of(chosen, others, start.starts_on)),
        rules=setting.rules,
    )
