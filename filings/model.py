"""Documents (文书) as frozen blocks: what PDF and Word both render, so the two can never say different things.

A `Document` holds every word of the paper in reading order, already composed; nothing is looked up when it is
rendered. `document_as_json` / `document_from_json` lose nothing: the JSON is what a database keeps. Nothing here
knows fonts, pages or files.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

SCHEMA = 1
PROFILES = ("gw-letter", "company-letter", "form-table", "form-sheet")


@dataclass(frozen=True)
class Run:
    """A stretch of text; `fact` names the fact it came from ("" = wording of the template)."""

    text: str
    fact: str = ""


@dataclass(frozen=True)
class Masthead:
    """Issuing body's name at the head (发文机关标志), letter format of GB/T 9704-2012 10.1 only."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Number:
    """Document number (发文字号)."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Title:
    """Title (标题)."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Addressee:
    """Addressee (主送机关), with its full-width colon."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """Heading of level 1 (一、) or 2 (（一）), the number already part of the text."""

    level: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """Body paragraph (正文). `style`: body | flush (no indent) | note (附注) | small (remarks under a table)."""

    runs: tuple[Run, ...]
    style: str = "body"


@dataclass(frozen=True)
class Item:
    """Numbered item; `label` is the printed number such as "1."."""

    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Choice:
    """One line of a list of which exactly one is marked; `label` such as "（三）"."""

    marked: bool
    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Table:
    """Table. `widths` are relative; a cell is its text, "\\n" a line break. `header` empty: first column labels rows."""

    widths: tuple[int, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True)
class Enclosures:
    """Statement of annexes (附件说明): the names, numbered when there are several."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class SignatureBlock:
    """Signature (署名) and date (成文日期); `sealed` leaves the room of an official seal (加盖印章)."""

    name: Run
    dated: Run
    sealed: bool = True


@dataclass(frozen=True)
class AnnexStart:
    """Start of an annex (附件) on a new page: its label, then its title."""

    label: str
    title: str


Block = (
    Masthead
    | Number
    | Title
    | Addressee
    | Heading
    | Paragraph
    | Item
    | Choice
    | Table
    | Enclosures
    | SignatureBlock
    | AnnexStart
)
_KINDS: dict[str, type] = {
    "masthead": Masthead,
    "number": Number,
    "title": Title,
    "addressee": Addressee,
    "heading": Heading,
    "paragraph": Paragraph,
    "item": Item,
    "choice": Choice,
    "table": Table,
    "enclosures": Enclosures,
    "signature": SignatureBlock,
    "annex": AnnexStart,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}


@dataclass(frozen=True)
class LegalBasis:
    """One text a letter rests on: instrument, its number, article; for the catalogue and the record, not printed."""

    instrument: str
    article: str
    number: str = ""


@dataclass(frozen=True)
class Document:
    """A composed letter.

    `on` is the date of the act it records, `governed_on` the date that picked the version of law (they differ when a
    complaint came in under an older order), `fingerprint` the SHA-256 of the template it was composed from.
    """

    letter: str
    title: str
    profile: str
    issuer: str
    on: date
    governed_on: date
    legal_basis: tuple[LegalBasis, ...]
    fingerprint: str
    blocks: tuple[Block, ...]


def runs_text(runs: tuple[Run, ...]) -> str:
    """Give the plain text of runs."""
    return "".join(run.text for run in runs)


def block_lines(block: Block) -> list[str]:
    """Give a block's words as they read on paper, one string a line or cell, in reading order."""
    match block:
        case Item():
            return [block.label + runs_text(block.runs)]
        case Choice():
            return [("☑" if block.marked else "☐") + block.label + runs_text(block.runs)]
        case Table():
            cells = [cell for row in (block.header, *block.rows) for cell in row]
            return [line for cell in ([block.caption] if block.caption else []) + cells for line in cell.split("\n")]
        case Enclosures():
            return enclosure_lines(block)
        case SignatureBlock():
            return [block.name.text, block.dated.text]
        case AnnexStart():
            return [block.label, block.title]
        case _:
            return [runs_text(block.runs)]


def enclosure_lines(block: Enclosures) -> list[str]:
    """Give the lines of 附件说明: "附件：…" for one annex, "附件：1. …", "2. …" for several."""
    if len(block.names) == 1:
        return [f"附件：{block.names[0]}"]
    return [f"{'附件：' if i == 1 else ''}{i}. {name}" for i, name in enumerate(block.names, start=1)]


def document_text(document: Document) -> str:
    """Give the whole letter as plain text, one line a paragraph or table cell."""
    return "\n".join(line for block in document.blocks for line in block_lines(block) if line)


def document_as_json(document: Document) -> dict[str, Any]:
    """Give the document as plain JSON values; `document_from_json` restores an equal document."""
    return {
        "schema": SCHEMA,
        "letter": document.letter,
        "title": document.title,
        "profile": document.profile,
        "issuer": document.issuer,
        "on": document.on.isoformat(),
        "governed_on": document.governed_on.isoformat(),
        "legal_basis": [_plain(basis) for basis in document.legal_basis],
        "fingerprint": document.fingerprint,
        "blocks": [{"block": _NAMES[type(block)], **_plain(block)} for block in document.blocks],
    }


def document_from_json(stored: dict[str, Any]) -> Document:
    """Restore a document from `document_as_json`. Raises ValueError when the JSON is of another schema."""
    if stored.get("schema") != SCHEMA:
        raise ValueError(f"文书数据版本为 {stored.get('schema')!r}，本程序只认识 {SCHEMA}，请用生成它的版本打开。")
    if stored["profile"] not in PROFILES:
        raise ValueError(f"文书版式“{stored['profile']}”不存在，可用：{'、'.join(PROFILES)}。")
    return Document(
        letter=stored["letter"],
        title=stored["title"],
        profile=stored["profile"],
        issuer=stored["issuer"],
        on=date.fromisoformat(stored["on"]),
        governed_on=date.fromisoformat(stored["governed_on"]),
        legal_basis=tuple(LegalBasis(**basis) for basis in stored["legal_basis"]),
        fingerprint=stored["fingerprint"],
        blocks=tuple(_restore_block(block) for block in stored["blocks"]),
    )


def _plain(value: Any) -> Any:
    """Give a frozen value as JSON types; a run without a fact becomes its bare text."""
    if isinstance(value, Run):
        return value.text if not value.fact else [value.text, value.fact]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "__dataclass_fields__"):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    return value


def _restore_block(stored: dict[str, Any]) -> Block:
    kind = _KINDS.get(stored.get("block", ""))
    if kind is None:
        raise ValueError(f"文书数据里有不认识的段落类型“{stored.get('block')}”。")
    values = {name: _restore_field(name, value) for name, value in stored.items() if name != "block"}
    return kind(**values)


def _restore_field(name: str, value: Any) -> Any:
    if name == "runs":
        return tuple(_restore_run(item) for item in value)
    if name in ("name", "dated"):
        return _restore_run(value)
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return value


def _restore_run(value: Any) -> Run:
    return Run(value) if isinstance(value, str) else Run(text=value[0], fact=value[1])
