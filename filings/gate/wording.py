"""What is unfinished in the words themselves: placeholders, addressee, number, annexes, citations, glyphs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from filings.fonts import preflight
from filings.gate.findings import BLOCKS, WARNS, Finding
from filings.gate.statements import Statements
from filings.gate.text import Passage, excerpt, mark, told_by
from filings.gate.values import chinese_number
from filings.model import Addressee, AnnexStart, Document, Enclosures, Number, runs_text
from filings.printable import text_problem

_PLACEHOLDER = re.compile(
    r"TODO|FIXME|\{\{|\}\}|\{%|_{3,}|＿{2,}|【\s{0,9}】|〔\s{0,9}〕|（\s{0,9}）|[?？]{3,}"
    r"|(?<![0-9A-Za-z×])(?:[Xx]{2,12}|[×╳]{2,12}|[Oo○]{3,12})(?![0-9A-Za-z×])"
    r"|【[^【】\n]{0,20}(?:填|待|此处|姓名|名称|日期|金额|单位|编号)[^【】\n]{0,20}】"
    r"|待填写|待补充|待确定|此处填写|请填写|请输入",
)
_ANONYMOUS = re.compile(r"某某|某年某月|某月某日")
_HEAD = frozenset({"Masthead", "Number", "Title", "Addressee", "SignatureBlock"})
_ANNEX = re.compile(r"附件\s?(?:(\d{1,3})|([一二三四五六七八九十]{1,3}))?(?!目录)")
_CITATION = re.compile(
    r"《([^《》\n]{2,60})》(?:（[^（）\n]{1,40}）)?((?:(?:、|和|及|以及)?第[〇零一二三四五六七八九十百\d]{1,7}条(?:之[一二三四五六])?"
    r"(?:第[一二三四五六七八九十]{1,3}款)?(?:第[（(]?[一二三四五六七八九十]{1,3}[)）]?项)?){1,9})"
)
_ARTICLE = re.compile(r"第([〇零一二三四五六七八九十百\d]{1,7})条")


def placeholders(passages: tuple[Passage, ...], told: str) -> Iterator[Finding]:
    """Give what was left to be filled in; anonymous words (某某) only where no known value says them."""
    for each in passages:
        for found in _PLACEHOLDER.finditer(each.text):
            shown = excerpt(each.text, *found.span())
            yield Finding(
                id=f"placeholder:{mark((found[0], shown))}",
                rule="placeholder",
                severity=BLOCKS,
                zh=f"“{shown}”处还有没有填写的内容（{found[0].strip() or '空白'}），请补上或者删去。",
                en=f"Something was left to be filled in at “{shown}”; complete or delete it.",
                place=each.place,
            )
        for found in _ANONYMOUS.finditer(each.text):
            shown = excerpt(each.text, *found.span(), around=3)
            if all(part in told for part in shown.split(" ")):
                continue
            yield Finding(
                id=f"anonymous:{mark(shown)}",
                rule="anonymous",
                severity=BLOCKS if each.kind in _HEAD else WARNS,
                zh=f"“{shown}”用了代称，请写明真实的名称或者日期。",
                en=f"“{shown}” stands for a name or a date; write the real one.",
                place=each.place,
            )


def addressee(
    words: Document, original: Document | None, accepted: tuple[str, ...], *, strict: bool, fact: str
) -> Iterator[Finding]:
    """Give the findings on whom the letter is addressed to: `accepted` are the names the case knows, empty = none."""
    blocks = [(place, runs_text(each.runs)) for place, each in enumerate(words.blocks) if isinstance(each, Addressee)]
    names = [(place, name.strip().rstrip(":：").strip()) for place, name in blocks]
    wanted = original is not None and any(isinstance(each, Addressee) for each in original.blocks)
    if not any(name for _, name in names):
        if wanted or names:
            yield Finding(
                id="addressee:missing",
                rule="addressee",
                severity=BLOCKS,
                zh="文书没有写明主送对象，请补上。",
                en="The letter has no addressee; write whom it is for.",
                fact=fact,
                place=names[0][0] if names else None,
            )
        return
    if accepted and not any(_same(one, name) for one in accepted for _, name in names):
        place, name = names[0]
        yield Finding(
            id=f"addressee:other:{mark(name)}",
            rule="addressee",
            severity=BLOCKS if strict else WARNS,
            zh=f"主送对象“{name}”与本案登记的不一致，请核对。",
            en=f"The addressee “{name}” is not the one of this case; check it.",
            fact=fact,
            place=place,
        )


def number(words: Document, series: str | None) -> Iterator[Finding]:
    """Give the finding on the number at the head: no series to take one from. `series` None: not asked."""
    given = any(isinstance(each, Number) and runs_text(each.runs).strip() for each in words.blocks)
    if series is not None and not series.strip() and not given:
        yield Finding(
            id="number:series",
            rule="number",
            severity=BLOCKS,
            zh="还没有设置发文字号的机关代字，签发时编不出字号，请管理员在本单位资料里填写。",
            en="No number series is set, so no number can be given; ask the administrator to set it.",
            page="/settings/organisation",
            lasting=True,
        )


def annexes(words: Document, passages: tuple[Passage, ...]) -> Iterator[Finding]:
    """Give annexes that the text names and the list of annexes does not have."""
    names = list(chain.from_iterable(each.names for each in words.blocks if isinstance(each, Enclosures)))
    starts = sum(isinstance(each, AnnexStart) for each in words.blocks)
    held = max(len(names), starts)
    for each in passages:
        if each.kind in ("Enclosures", "AnnexStart"):
            continue
        for found in _ANNEX.finditer(each.text):
            wanted = int(found[1]) if found[1] else chinese_number(found[2]) or 1 if found[2] else 1
            if wanted <= held:
                continue
            shown = excerpt(each.text, *found.span())
            numbered = bool(found[1] or found[2])
            yield Finding(
                id=f"annex:{wanted}" if numbered else "annex:unlisted",
                rule="annex",
                severity=BLOCKS if numbered else WARNS,
                zh=f"“{shown}”提到附件{wanted if numbered else ''}，附件说明里{f'只有 {held} 件' if held else '没有列出附件'}，请补列或者改正。",
                en=f"“{shown}” names annex {wanted if numbered else ''}; the list of annexes has {held or 'none'}.",
                place=each.place,
            )


def citations(words: Document, passages: tuple[Passage, ...], statements: Statements) -> Iterator[Finding]:
    """Give citations of an article that the text does not have, or of a text that was not in force."""
    for each in passages:
        for found in _CITATION.finditer(each.text):
            versions = [
                version
                for version in statements.instruments
                if version.name.removeprefix("中华人民共和国") == found[1].removeprefix("中华人民共和国")
            ]
            if not versions:
                continue
            days = (words.governed_on, words.on)
            current = [
                v for v in versions if any(v.first_day <= day and (v.until is None or day <= v.until) for day in days)
            ]
            if not current:
                last = max(versions, key=lambda version: version.first_day)
                yield Finding(
                    id=f"citation:force:{mark(found[1])}",
                    rule="citation",
                    severity=WARNS,
                    zh=f"《{found[1]}》{'已于' + last.until.isoformat() + '后失效' if last.until else '尚未施行'}，本文书适用之日为 {words.governed_on}，请核对。",
                    en=f"《{found[1]}》 was not in force on {words.governed_on}, the governing date of this paper; check it.",
                    place=each.place,
                )
                continue
            most = max(version.articles for version in current)
            for article in _ARTICLE.findall(found[2]):
                count = int(article) if article.isdigit() else chinese_number(article)
                if count is not None and 1 <= count <= most:
                    continue
                yield Finding(
                    id=f"citation:article:{mark((found[1], article))}",
                    rule="citation",
                    severity=BLOCKS,
                    zh=f"《{found[1]}》没有第{article}条（共 {most} 条），请核对引用。",
                    en=f"《{found[1]}》 has {most} articles, there is no article {count or article}; check the citation.",
                    place=each.place,
                )


def glyphs(words: Document, passages: tuple[Passage, ...], facts: Mapping[str, Any]) -> Iterator[Finding]:
    """Give the characters that no font covers or that turn or hide text, each with its place, and the fact that has it."""
    for each in passages:
        if problem := text_problem(each.text, lines=True):
            yield Finding(
                id=f"unprintable:{each.place}",
                rule="glyph",
                severity=BLOCKS,
                zh=f"第 {each.place + 1} 段：{problem}。",
                en=f"Paragraph {each.place + 1}: {problem.en}.",
                place=each.place,
                lasting=True,
            )
    for missing in preflight(words):
        code = f"U+{ord(missing.character):04X}"
        place = next((each.place for each in passages if missing.character in each.text), None)
        yield Finding(
            id=f"glyph:{code[2:]}",
            rule="glyph",
            severity=BLOCKS,
            zh=f"字体中没有“{missing.character}”（{code}，在“{missing.place}”中），印出来会是空框，请改用其他字符。",
            en=f"No font covers {code} (in “{missing.place}”), it would print as an empty box; use another character.",
            fact=next((name for name, value in facts.items() if missing.character in told_by({name: value})), ""),
            place=place,
            lasting=True,
        )


def _same(one: str, other: str) -> bool:
    left, right = _bare(one), _bare(other)
    return bool(left and right) and (left in right or right in left)


def _bare(name: str) -> str:
    return re.sub(r"[\s（）()]", "", name)
