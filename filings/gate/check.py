"""The gate before issue (签发前检查): what still has to be put right in a letter before it may carry a number.

Everything is compared by value with what is known: the letter's facts, its own wording, and what the caller knows of
the case. Words that the composer wrote from known facts therefore hold nothing unknown; what was edited is searched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import Any

from filings.compose import checked_facts, compose
from filings.facts import FactProblem, FactsRefused
from filings.gate.dates import DueDay, dates
from filings.gate.findings import BLOCKS, WARNS, Finding
from filings.gate.names import known_name, known_person, organisations_in, persons_in
from filings.gate.statements import Statements, missing_statements, packaged_statements
from filings.gate.text import MOST_OF_A_RULE, Passage, excerpt, mark, passages_of, plain, told_by
from filings.gate.values import KINDS, Value, values_in
from filings.gate.wording import addressee, annexes, citations, glyphs, number, placeholders
from filings.letters import Letter
from filings.model import Document, document_text

__all__ = ["BLOCKS", "WARNS", "DueDay", "Finding", "Known", "findings_of", "findings_of_words"]

_TO_THE_COMPLAINANT = ("complainant", "consumer")
_LEGAL_FORMS = ("有限公司", "有限责任公司", "股份公司", "市场监督管理局")
_PERSONAL = frozenset({"mobile", "identity"})
_NUMBERS = frozenset({"mobile", "identity", "credit_code", "number"})
_MOST_JUDGED = 3_000
"""Different values of a kind that are compared; a paper with more of them has long been stopped by the first ones."""


@dataclass(frozen=True)
class Known:
    """What the case knows beyond the letter's facts.

    `text` is anything said there (values are taken out of it), `addressees` the names the letter may be addressed to
    (empty = the case cannot tell), `series` the letters of the number series (None = not asked), `due` the running
    limits that bind the issuer, `side` company or authority.
    """

    text: str = ""
    addressees: tuple[str, ...] = ()
    series: str | None = None
    due: tuple[DueDay, ...] = ()
    side: str = ""


def findings_of(
    letter: Letter,
    facts: Mapping[str, Any],
    words: Document | None,
    *,
    today: date,
    known: Known,
    on: date | None = None,
    original: Document | None = None,
) -> tuple[Finding, ...]:
    """Give every finding about a paper of this letter, those that block first.

    `words` are the words to be issued, None while facts are missing; `on` is then the date of the act. `original` are
    the words as the facts alone give them; only a letter that is a DOCX form needs it given, others are composed.
    """
    composed, missing = _composed(letter, facts, words, on or today)
    original = original or composed
    if words is None or missing:
        return _ordered([*missing, *dates(letter, facts, words, today=today, due=known.due)])
    told = "\n".join([told_by(facts), plain(document_text(original)) if original else "", plain(known.text)])
    passages = passages_of(words)
    return _ordered(
        [
            *findings_of_words(letter.id, facts, words, side=known.side, told=told),
            *addressee(
                words,
                original,
                known.addressees,
                strict=letter.addressee in _TO_THE_COMPLAINANT or _answers(letter),
                fact=_addressee_fact(letter),
            ),
            *number(words, known.series),
            *_unknown(passages, told),
            *dates(letter, facts, words, today=today, due=known.due),
        ]
    )


def findings_of_words(
    letter_id: str,
    facts: Mapping[str, Any],
    words: Document,
    *,
    side: str = "",
    told: str | None = None,
    statements: Statements | None = None,
) -> tuple[Finding, ...]:
    """Give the findings that need no case: statements, placeholders, annexes, citations, wrong dates, glyphs."""
    found, passages = statements or packaged_statements(), passages_of(words)
    return _ordered(
        [
            *glyphs(words, passages, facts),
            *missing_statements(found, letter_id, facts, words, side=side),
            *placeholders(passages, told_by(facts) if told is None else told),
            *annexes(words, passages),
            *citations(words, passages, found),
            *_wrong_dates(passages),
        ]
    )


def _composed(
    letter: Letter, facts: Mapping[str, Any], words: Document | None, on: date
) -> tuple[Document | None, list[Finding]]:
    """Give the letter as its facts write it, or what keeps the facts from being complete.

    Words that were fixed under an older template keep what that template asked for.
    """
    try:
        if letter.word_form:
            checked_facts(letter, facts, on=words.on if words else on)
            return None, []
        return compose(letter, facts, on=words.on if words else on), []
    except FactsRefused as refused:
        if words is not None and words.fingerprint != letter.fingerprint:
            return None, []
        return None, [_fact_finding(problem) for problem in refused.problems]


def _fact_finding(problem: FactProblem) -> Finding:
    name = problem.meaning or problem.name
    told = f"{problem.name} (“{problem.meaning}”)" if problem.meaning else problem.name
    return Finding(
        id=f"fact:{problem.name}",
        rule="fact",
        severity=BLOCKS,
        zh=f"还缺：{name}（{problem.problem.zh.removeprefix('缺失').lstrip('，') or '必填'}）。"
        if problem.absent
        else f"{name}：{problem.problem}。",
        en=f"Missing: {told}." if problem.absent else f"{told} cannot stand: {problem.problem.en}.",
        fact=problem.name,
        lasting=True,
    )


def _unknown(passages: tuple[Passage, ...], told: str) -> Iterator[Finding]:
    """Give the values in the words that nothing known says."""
    values = {(each.kind, each.key) for each in values_in(told)}
    numbers = {key for kind, key in values if kind in _NUMBERS}
    names = {each.key for each in organisations_in(told)}
    seen: dict[str, set[object]] = {}
    for passage in passages:
        for value in chain(values_in(passage.text), organisations_in(passage.text), persons_in(passage.text)):
            judged = seen.setdefault(value.kind, set())
            if value.key in judged or value.wrong or len(judged) > _MOST_JUDGED:
                continue
            judged.add(value.key)
            if not _is_known(value, values, numbers, names, told, at_the_head=passage.kind == "Number"):
                yield _unknown_value(passage, value)


def _is_known(
    value: Value,
    values: set[tuple[str, object]],
    numbers: set[object],
    names: set[object],
    told: str,
    *,
    at_the_head: bool,
) -> bool:
    match value.kind:
        case "organisation":
            return value.key in names or known_name(str(value.key), told)
        case "person":
            return known_person(str(value.key), told)
        case "document_number":
            return at_the_head or (value.kind, value.key) in values
        case _:
            return (value.kind, value.key) in values or value.key in numbers


def _unknown_value(passage: Passage, value: Value) -> Finding:
    zh, en = KINDS[value.kind]
    shown = excerpt(passage.text, value.start, value.end, around=0)
    doubtful = value.kind == "date" or (value.kind == "organisation" and not str(value.key).endswith(_LEGAL_FORMS))
    if value.kind in _PERSONAL:
        shown = f"{shown[:3]}****{shown[-2:]}"
    return Finding(
        id=f"unknown:{value.kind}:{mark(value.key)}",
        rule="unknown",
        severity=WARNS if doubtful else BLOCKS,
        zh=f"{zh}“{shown}”不在本案的登记内容和本文书的要素里，请核对；属实的，请补进要素。",
        en=f"{en[0].upper()}{en[1:]} “{shown}” is in neither the case nor the facts of this letter; check it.",
        place=passage.place,
    )


def _wrong_dates(passages: tuple[Passage, ...]) -> Iterator[Finding]:
    for each in passages:
        for value in values_in(each.text):
            if value.wrong:
                yield Finding(
                    id=f"wrong:{mark((value.key, value.wrong))}",
                    rule="date",
                    severity=BLOCKS,
                    zh=f"{value.wrong[0]}，请改正。",
                    en=f"{value.wrong[1]}; correct it.",
                    place=each.place,
                )


def _answers(letter: Letter) -> bool:
    """Whether the letter answers a paper that came in, so that its addressee is who sent that."""
    return any(spec.name in ("incoming_on", "dispatched_on") for spec in letter.facts)


def _addressee_fact(letter: Letter) -> str:
    names = {spec.name for spec in letter.facts}
    order = ("complainant", "authority", "hotline", "recipient", "recipients", "platform", "institution", "respondent")
    if letter.addressee not in _TO_THE_COMPLAINANT:
        order = (*order[1:], order[0])
    return next((name for name in order if name in names), "")


def _ordered(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Give each finding once, those that block first, no more than MOST_OF_A_RULE of a rule by name."""
    once: dict[str, Finding] = {}
    for each in found:
        once.setdefault(each.id, each)
    counts: dict[tuple[str, str], int] = {}
    kept: list[Finding] = []
    for each in once.values():
        key = (each.rule, each.severity)
        counts[key] = counts.get(key, 0) + 1
        if counts[key] <= MOST_OF_A_RULE:
            kept.append(each)
        elif counts[key] == MOST_OF_A_RULE + 1:
            kept.append(
                replace(
                    each,
                    id=f"{each.rule}:more:{each.severity}",
                    zh=f"这一类问题还有更多，只列出前 {MOST_OF_A_RULE} 处，改正后再看。",
                    en=f"There is more of this kind; the first {MOST_OF_A_RULE} are listed.",
                    fact="",
                    lasting=True,
                )
            )
    return tuple(sorted(kept, key=lambda each: each.severity != BLOCKS))
