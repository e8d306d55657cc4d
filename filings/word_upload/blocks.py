"""Lines and tables of an uploaded Word file → blocks of a document, by the styles that our own files carry."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile

from filings.blocks import (
    Addressee,
    AnnexStart,
    Block,
    Choice,
    Enclosures,
    FormMark,
    Heading,
    Imprint,
    Item,
    Masthead,
    Number,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    Title,
    Verification,
)
from filings.word_upload.archive import WordRefused
from filings.word_upload.lines import KeptTable, Part, WordLine, WordTable

_ITEM = re.compile(r"\d{1,3}[.．、][ \t\xa0]*|[（(]\d{1,3}[）)][ \t]*|[①-⑳][ \t]*")
_CHOICE = re.compile(r"（[一二三四五六七八九十百]{1,5}）|\d{1,3}[.．、][ \t]*")
_HEADING = ((1, re.compile(r"[一二三四五六七八九十百]{1,5}、")), (2, re.compile(r"（[一二三四五六七八九十百]{1,5}）")))
_MARKED, _UNMARKED = "☑☒■√✓✔", "☐□○"
_ENCLOSURE = re.compile(r"附\s*件[:：]\s*")
_NUMBERED = re.compile(r"\d{1,3}[.．、]\s*")
_SIGNATORY = re.compile(r"[\t \u3000]*签发人[:：]\s*")
_ASCII_ENDS = re.compile(r"(?<=[!-~])\n(?=[!-~])")
_ONE_LINE = {
    "masthead": Masthead,
    "form_mark": FormMark,
    "title": Title,
    "addressee": Addressee,
}
_CONTINUED = ("enclosures", "sign_name", "imprint")
_PAPER_PARTS = ("page_number", "verification")


def blocks_of(parts: Sequence[Part]) -> Iterator[Block]:
    """Give the blocks that the file says, every run without a fact. Raises WordRefused for a half signature or annex.

    Empty paragraphs are the room between lines that other programs are fond of: nothing to read. The verification is
    given without its line and code, which are not read.
    """
    at = 0
    spoken = [part for part in parts if not isinstance(part, WordLine) or part.text]
    while at < len(spoken):
        part = spoken[at]
        following = spoken[at + 1] if at + 1 < len(spoken) else None
        if isinstance(part, KeptTable):
            yield Verification("", "")
        elif isinstance(part, WordTable):
            yield _table(part, "")
        elif part.style.key == "caption" and isinstance(following, WordTable):
            yield _table(following, part.text)
            at += 1
        elif part.style.key in _CONTINUED:
            key = part.style.key
            lines = _texts_of(spoken[at:], key)
            at += len(lines) - 1
            if key == "sign_name":
                at += 1
                yield _signature(lines, part, spoken[at] if at < len(spoken) else None)
            else:
                yield _enclosures(lines) if key == "enclosures" else _imprint(lines)
        elif part.style.key == "annex_label":
            title = _texts_of(spoken[at + 1 : at + 2], "annex_title")
            yield AnnexStart(one_line(part.text), one_line("".join(title)))
            at += len(title)
        elif part.style.key not in _PAPER_PARTS:
            yield _line(part)
        at += 1


def one_line(text: str) -> str:
    """Give a headline's lines as one: lines of Chinese meet without a blank, Latin words with one."""
    return _ASCII_ENDS.sub(" ", text).replace("\n", "")


def _texts_of(parts: Sequence[Part], key: str) -> list[str]:
    """Give the texts of the first parts, as far as they are lines of this style."""
    return [line.text for line in takewhile(lambda part: _is(part, key), parts) if isinstance(line, WordLine)]


def _is(part: Part, key: str) -> bool:
    return isinstance(part, WordLine) and part.style.key == key


def _line(line: WordLine) -> Block:
    key, text = line.style.key, line.text
    if key in _ONE_LINE:
        return _ONE_LINE[key]((Run(one_line(text)),))
    if key == "number":
        return _number(text)
    if key in ("heading1", "heading2"):
        return Heading(int(key[-1]), (Run(text),))
    if key == "item" or (key in ("", "body") and _ITEM.fullmatch(line.label)):
        label = _ITEM.match(text)
        return Item(label.group() if label else "", (Run(text[label.end() if label else 0 :]),))
    if key == "choice":
        return _choice(text)
    if key in ("flush", "note", "small"):
        return Paragraph((Run(text),), key)
    if key == "sign_date":
        raise WordRefused(
            f"第 {line.place} 段成文日期的上面没有署名，请补上署名并保留“署名”样式后再上传。",
            f"Paragraph {line.place} is a date without a signature above it; add the signature in the style “署名” and "
            "upload again.",
        )
    if key == "annex_title":
        return AnnexStart("", one_line(text))
    if line.style.heading:
        for level, number in _HEADING:
            if number.match(text):
                return Heading(level, (Run(one_line(text)),))
    return Paragraph((Run(text),))


def _number(text: str) -> Number:
    signatory = _SIGNATORY.search(text)
    if not signatory:
        return Number((Run(one_line(text)),))
    number, name = text[: signatory.start()].strip(), text[signatory.end() :].strip()
    return Number((Run(number),) if number else (), (Run(name),) if name else ())


def _choice(text: str) -> Choice:
    marked, rest = text[0] in _MARKED, text[1:] if text[0] in _MARKED + _UNMARKED else text
    rest = rest.lstrip(" \t\u3000")
    label = _CHOICE.match(rest)
    at = label.end() if label else 0
    return Choice(marked, rest[:at], (Run(rest[at:]),))


def _table(table: WordTable, caption: str) -> Table:
    header = bool(table.head_rows) or all(style == "cell_header" for style in table.styles[0])
    if len(table.rows[0]) == 1 and not table.head_rows:
        header = False
    columns = len(table.rows[0])
    widths = table.widths if len(table.widths) == columns else (1,) * columns
    total = sum(widths)
    shares = tuple(max(1, round(width * 100 / total)) for width in widths)
    first = table.rows[0] if header else ()
    return Table(shares, first, table.rows[1:] if header else table.rows, caption)


def _enclosures(lines: Sequence[str]) -> Enclosures:
    names = [_ENCLOSURE.sub("", line, count=1) for line in lines]
    return Enclosures(tuple(_NUMBERED.sub("", name, count=1) for name in names))


def _signature(lines: Sequence[str], line: WordLine, following: Part | None) -> SignatureBlock:
    if not isinstance(following, WordLine) or following.style.key != "sign_date":
        raise WordRefused(
            f"第 {line.place} 段署名的下面没有成文日期，请补上日期并保留“成文日期”样式后再上传。",
            f"Paragraph {line.place} is a signature without a date below it; add the date in the style “成文日期” and "
            "upload again.",
        )
    return SignatureBlock(Run(one_line("\n".join(lines))), Run(one_line(following.text)))


def _imprint(lines: Sequence[str]) -> Imprint:
    """Give the imprint with what was written of it: copies, printing body, day of printing."""
    copies = printed_by = printed_on = ""
    for line in lines:
        if re.match(r"抄\s*送[:：]", line):
            copies = re.sub(r"抄\s*送[:：]\s*", "", line, count=1).rstrip("。")
        else:
            printed_by, _, printed_on = (piece.strip() for piece in line.partition("\t"))
    return Imprint(copies, printed_by, printed_on.removesuffix("印发"))
