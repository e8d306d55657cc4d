"""The readings of a limit (依据的读法): every text that binds on a day, and the day that a paper names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from deadlines.course import Reading
from deadlines.legal_events import EventKind, LegalEvent
from deadlines.model import Citation, LimitVersion, Span, Wording


def readings_of(version: LimitVersion, day: date, facts: Mapping[str, object]) -> tuple[list[Reading], list[str]]:
    """The readings that bind on a day, and the facts whose absence leaves more than one branch open."""
    unknown = [name for name in version.applies_if if name not in facts]
    readings: list[Reading] = []
    for case in version.cases:
        if any(name in facts and facts[name] not in allowed for name, allowed in case.when.items()):
            continue
        unknown.extend(name for name in case.when if name not in facts)
        readings.append(
            Reading(case.span, version.cite, version.excludes, version.extension, case.title, version.before)
        )
    if version.span is not None:
        title = _title(version.cite.instrument, version.cite.article, version.span)
        readings.append(Reading(version.span, version.cite, version.excludes, version.extension, title, version.before))
    for text in version.second_texts:
        if text.valid_from <= day and (text.valid_until is None or day <= text.valid_until):
            title = _title(text.cite.instrument, text.cite.article, text.span)
            readings.append(Reading(text.span, text.cite, text.excludes, None, title))
    return readings, list(dict.fromkeys(unknown))


def needs_instant(version: LimitVersion, facts: Mapping[str, object]) -> bool:
    """True when a branch that the known facts leave open is counted in hours: without the instant it would be lost."""
    spans = [
        case.span for case in version.cases if all(facts.get(n, None) in (None, *ok) for n, ok in case.when.items())
    ]
    spans += [version.span] if version.span is not None else []
    return any(span.unit == "hour" for span in spans)


def named_day(version: LimitVersion, start: LegalEvent) -> list[Reading]:
    """The day that the letter or work order names beside a limit with a span of its own: the earlier binds (rule 6)."""
    if start.due is None or version.before or (version.span is not None and version.span.unit == "directed"):
        return []
    paper = start.title or ("工单" if start.kind is EventKind.WORK_ORDER_DISPATCHED else "来函")
    title = Wording(f"{paper}指定的期限", "the day set by the letter or work order")
    return [Reading(Span(0, "directed"), Citation(paper, start.number, "", "quoted"), title=title)]


def _title(instrument: str, article: str, span: Span) -> Wording:
    return Wording(f"《{instrument}》{article}：{span.zh}", f"{instrument} {article}: {span}")
