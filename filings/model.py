"""Documents (文书) as frozen blocks: what PDF and Word both render, so the two can never say different things.

A `Document` holds every word of the paper in reading order, already composed; nothing is looked up when it is
rendered. `document_as_json` / `document_from_json` lose nothing: the JSON is what a database keeps. Nothing here
knows fonts, pages or files.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from filings.blocks import (
    Addressee,
    AnnexStart,
    Bars,
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
    block_lines,
    enclosure_lines,
    imprint_lines,
    runs_text,
    signatory_lines,
)
from filings.said import Refusal

__all__ = [
    "PROFILES",
    "SCHEMA",
    "Addressee",
    "AnnexStart",
    "Bars",
    "Block",
    "Choice",
    "Document",
    "Enclosures",
    "FormMark",
    "Heading",
    "Imprint",
    "Item",
    "LegalBasis",
    "Masthead",
    "Number",
    "Paragraph",
    "Run",
    "SignatureBlock",
    "Table",
    "Title",
    "Verification",
    "block_lines",
    "document_as_json",
    "document_from_json",
    "document_text",
    "enclosure_lines",
    "imprint_lines",
    "runs_text",
    "signatory_lines",
]

SCHEMA = 1
PROFILES = ("gw-full", "gw-letter", "company-letter", "form-table", "form-sheet", "plain-notice")


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
    "form_mark": FormMark,
    "bars": Bars,
    "verification": Verification,
    "imprint": Imprint,
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
    """Restore a document from `document_as_json`. Raises Refusal when the JSON is of another schema."""
    if stored.get("schema") != SCHEMA:
        raise Refusal(
            f"文书数据版本为 {stored.get('schema')!r}，本程序只认识 {SCHEMA}，请用生成它的版本打开。",
            f"The document has the data version {stored.get('schema')!r}, this program reads {SCHEMA} only; open it with the version "
            "that made it.",
        )
    if stored["profile"] not in PROFILES:
        raise Refusal(
            f"文书版式“{stored['profile']}”不存在，可用：{'、'.join(PROFILES)}。",
            f"There is no layout “{stored['profile']}”; use one of {', '.join(PROFILES)}.",
        )
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
        raise Refusal(
            f"文书数据里有不认识的段落类型“{stored.get('block')}”。",
            f"The document has a paragraph of an unknown kind, “{stored.get('block')}”.",
        )
    values = {name: _restore_field(name, value) for name, value in stored.items() if name != "block"}
    try:
        return kind(**values)
    except TypeError as unfit:
        raise Refusal(
            f"文书数据里的段落“{stored.get('block')}”与本程序不符，请用生成它的版本打开。",
            f"A paragraph of the document (“{stored.get('block')}”) does not fit this program; open it with the version that "
            "made it.",
        ) from unfit


def _restore_field(name: str, value: Any) -> Any:
    if name in ("runs", "signatory"):
        return tuple(_restore_run(item) for item in value)
    if name in ("name", "dated"):
        return _restore_run(value)
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return value


def _restore_run(value: Any) -> Run:
    return Run(value) if isinstance(value, str) else Run(text=value[0], fact=value[1])
