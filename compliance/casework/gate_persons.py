"""Personal values in a paper whose reader may not see them: a complainant's to strangers, an informant's to nobody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from compliance.casework.facts import TO_THE_COMPLAINANT
from compliance.complaints.identity import tidy
from compliance.complaints.personal_traces import traces
from compliance.complaints.privacy import mask_name
from filings.gate.findings import BLOCKS, WARNS, Finding
from filings.gate.text import mark, passages_of
from filings.letters import Letter
from filings.model import Document, document_text

CONFIDENTIAL = "《市场监督管理投诉举报处理办法》（国家市场监督管理总局令第121号）第三十七条"
MINIMAL = "《中华人民共和国个人信息保护法》第六条"
_INSIDE = frozenset({"internal", "archive", "any"})
_IN_PUBLIC = frozenset({"public", "platform", "stores"})
_TRACED = {
    "mobile": ("电话号码", "a telephone number"),
    "landline": ("电话号码", "a telephone number"),
    "identity": ("身份证件号码", "an identity number"),
    "card": ("银行卡号", "a bank card number"),
    "mail": ("电子邮箱", "a mail address"),
}


def personal_findings(
    letter: Letter, words: Document, *, side: str, is_report: bool, person: Mapping[str, Any]
) -> Iterator[Finding]:
    """The findings about the complainant's or informant's own values; none of them is repeated in a sentence."""
    text = document_text(words)
    name = str(person.get("name") or "")
    if len(name) > 1 and name in text and not _may_see_name(letter, side=side, is_report=is_report):
        severity = BLOCKS if is_report or letter.addressee in _IN_PUBLIC else WARNS
        yield _finding(words, "name", name, severity, is_report, (f"姓名（{mask_name(name)}）", "name in full"))
    facts = {spec.name for spec in letter.facts}
    numbers = {each.plain.upper().replace("-", "") for each in traces(text)}
    phone = _plain(person.get("phone"))
    if phone and phone in numbers and not _may_see_phone(letter, facts, is_report=is_report):
        yield _finding(words, "phone", phone, BLOCKS, is_report, ("电话号码", "telephone number"))
    number = _plain(person.get("id_number"))
    if number and number in numbers and "complainant_id_number" not in facts:
        yield _finding(words, "id_number", number, BLOCKS, is_report, ("身份证件号码", "identity number"))


def foreign_traces(words: Document, known: str) -> Iterator[Finding]:
    """Telephone, identity and card numbers and mail addresses, spelled in whatever figures, that nothing known says."""
    said = {_plain(each.plain) for each in traces(known)}
    for passage in passages_of(words):
        for each in traces(passage.text):
            key = _plain(each.plain)
            if each.kind not in _TRACED or key in said:
                continue
            said.add(key)
            zh, en = _TRACED[each.kind]
            yield Finding(
                id=f"unknown:{'number' if each.kind == 'landline' else each.kind}:{mark(key)}",
                rule="unknown",
                severity=BLOCKS,
                zh=f"文中的{zh}（{key[:3]}****）不在本案的登记内容和本文书的要素里，请核对；属实的，请补进要素。",
                en=f"The paper holds {en} ({key[:3]}****) that neither the case nor the facts know; check it.",
                place=passage.place,
            )


def _may_see_name(letter: Letter, *, side: str, is_report: bool) -> bool:
    if is_report:
        # Between authorities the handling itself needs it; nobody else may learn who reported (art. 37).
        inside = letter.addressee in _INSIDE or letter.addressee == "authority"
        return letter.addressee == "complainant" or (side == "authority" and inside)
    if letter.addressee in TO_THE_COMPLAINANT or letter.addressee in _INSIDE:
        return True
    return side == "authority" and letter.addressee not in _IN_PUBLIC


def _may_see_phone(letter: Letter, facts: set[str], *, is_report: bool) -> bool:
    if is_report:
        return letter.addressee == "complainant"
    return letter.addressee in TO_THE_COMPLAINANT or "complainant_phone" in facts


def _finding(words: Document, what: str, value: str, severity: str, is_report: bool, named: tuple[str, str]) -> Finding:
    place = next((each.place for each in passages_of(words) if value in each.text.replace("-", "")), None)
    who = ("举报人", "informant") if is_report else ("投诉人", "complainant")
    basis = CONFIDENTIAL if is_report else MINIMAL
    return Finding(
        id=f"personal:{what}",
        rule="personal",
        severity=severity,
        zh=f"文中写出了{who[0]}的{named[0]}，收文者不应当看到，请隐去（{basis}）。",
        en=f"The paper shows the {who[1]}'s {named[1]} to a reader who may not see it; mask it ({basis}).",
        place=place,
        basis=basis,
        lasting=is_report,
    )


def _plain(value: Any) -> str:
    return tidy(str(value or "")).upper().replace("-", "")
