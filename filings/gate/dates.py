"""Dates that cannot stand together: an act after its record, a day that has not come, a promise beyond the law."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from filings.fact_checks import read_date
from filings.gate.findings import BLOCKS, Finding
from filings.gate.values import dates_in
from filings.letters import Letter
from filings.model import Document, SignatureBlock

_RECORDS = """received_on accepted_on incoming_on dispatched_on contacted_on occurred_on approved_on served_on found_on
    purchased_on registered_on closed_on first_reported_on reported_on posted_on complained_on filed_on started_on
    ended_on distributed_on complainant_consented_on respondent_consented_on told_on previous_on explained_on settled_on
    defect_found_on recall_closed_on applied_on first_reply_on sent_back_on decided_on"""
PAST = frozenset(_RECORDS.split())
"""Facts that record what has happened; they lie neither in the future nor after the paper that records them."""
_FILLED_LATER = frozenset({("proof_of_service", "served_on")})
"""Facts that are written into a form after it was made out."""
PROMISES: Mapping[str, str] = {
    "consumer_receipt": "reply_by",
    "consumer_progress_notice": "reply_by",
    "consumer_extension_notice": "new_due",
    "petition_acceptance_notice": "reply_by",
}
"""Letter -> the fact in which the issuer promises a day to the complainant."""
_BANK, _PETITION = (
    "《银行业保险业消费投诉处理管理办法》（中国银保监会令2020年第3号）第十八条第一款",
    "《信访工作条例》（中共中央、国务院2022年2月25日发布）第三十四条",
)


@dataclass(frozen=True)
class DueDay:
    """A running limit of the case that binds the issuer: what it is called and its last day."""

    label: str
    label_en: str
    on: date
    basis: str = ""


def dates(
    letter: Letter, facts: Mapping[str, Any], words: Document | None, *, today: date, due: tuple[DueDay, ...]
) -> Iterator[Finding]:
    """Give the findings on the dates of a paper, judged on `today`."""
    known = _dates_of(letter, facts)
    signed, place = _signed(words) if words else (None, None)
    dated = signed or known.get(letter.date_fact)
    if dated and dated > today:
        yield Finding(
            id="date:future",
            rule="date",
            severity=BLOCKS,
            zh=f"成文日期 {dated} 还没有到（今天是 {today}），请改正。",
            en=f"The paper is dated {dated}, which has not come (today is {today}).",
            fact=letter.date_fact,
            place=place,
        )
    for name, day in known.items():
        if name not in PAST or name == letter.date_fact:
            continue
        meaning = next(spec.meaning for spec in letter.facts if spec.name == name)
        if day > today:
            yield Finding(
                id=f"date:future:{name}",
                rule="date",
                severity=BLOCKS,
                zh=f"{meaning}为 {day}，还没有到（今天是 {today}），请改正。",
                en=f"{name} is {day}, which has not come (today is {today}).",
                fact=name,
            )
        elif dated and day > dated and (letter.id, name) not in _FILLED_LATER:
            yield Finding(
                id=f"date:order:{name}",
                rule="date",
                severity=BLOCKS,
                zh=f"{meaning}为 {day}，晚于成文日期 {dated}：文书不能早于它所记载的事。",
                en=f"{name} is {day}, after the paper's own date {dated}: a paper cannot precede what it records.",
                fact=name,
            )
    yield from _promise(letter, known, due)
    yield from _extension(letter, facts, known)


def _promise(letter: Letter, known: Mapping[str, date], due: tuple[DueDay, ...]) -> Iterator[Finding]:
    name = PROMISES.get(letter.id, "")
    promised = known.get(name)
    first = min(due, key=lambda each: each.on, default=None)
    if promised and first and promised > first.on:
        yield Finding(
            id=f"promise:{name}",
            rule="promise",
            severity=BLOCKS,
            zh=f"承诺的 {promised} 晚于本案的期限“{first.label}”（{first.on}），请提前。",
            en=f"The promised day {promised} is later than “{first.label_en}” ({first.on}); promise an earlier one.",
            fact=name,
            basis=first.basis,
        )


def _extension(letter: Letter, facts: Mapping[str, Any], known: Mapping[str, date]) -> Iterator[Finding]:
    """An extension beyond what the law of the letter allows. A last day that a rest day moves needs an override."""
    new = known.get("new_due")
    most, basis = _latest(letter.id, facts, known)
    if new and most and new > most:
        yield Finding(
            id="promise:extension",
            rule="promise",
            severity=BLOCKS,
            zh=f"延长后的期限 {new} 晚于法定最长期限 {most}（{basis}），请改正。",
            en=f"The extended day {new} is later than the latest the law allows, {most} ({basis}).",
            fact="new_due",
            basis=basis,
        )


def _latest(letter_id: str, facts: Mapping[str, Any], known: Mapping[str, date]) -> tuple[date | None, str]:
    received, original = known.get("received_on"), known.get("original_due")
    if (
        letter_id == "bank_extension_notice"
        and received
        and not facts.get("assessment")
        and not facts.get("mediation_period")
    ):
        return received + timedelta(days=60 if facts.get("approver") else 30), _BANK
    if letter_id == "petition_extension_notice" and original:
        return original + timedelta(days=30), _PETITION
    return None, ""


def _dates_of(letter: Letter, facts: Mapping[str, Any]) -> dict[str, date]:
    found = {}
    for spec in letter.facts:
        if spec.type == "date" and facts.get(spec.name):
            try:
                found[spec.name] = read_date(facts[spec.name])
            except ValueError:
                continue
    return found


def _signed(words: Document) -> tuple[date | None, int | None]:
    for place, block in enumerate(words.blocks):
        if isinstance(block, SignatureBlock):
            day = next((each.key for each in dates_in(block.dated.text) if isinstance(each.key, date)), None)
            return day, place
    return None, None
