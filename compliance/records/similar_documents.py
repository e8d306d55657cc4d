"""Approved and issued documents of one letter kind, as candidates for what a new one might say."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from compliance.records.database import Database


@dataclass(frozen=True)
class Candidate:
    """A document that was approved, with the words of its complaint (masked, as they are stored)."""

    document_id: int
    title: str
    number: str | None
    issued_on: date | None
    case_number: str
    case_text: str


_FOUND = (
    "SELECT d.id AS document_id, d.title, d.number, d.issued_on, c.number AS case_number, c.title AS case_title, "
    "c.content, c.demands, c.category FROM documents d JOIN complaints c ON c.id = d.complaint_id "
    "WHERE d.letter_id = {} AND d.status IN ('approved', 'issuing', 'issued') AND d.complaint_id <> {} "
)


async def approved_of_letter(
    database: Database, *, letter_id: str, besides: int, matter: str, most: int
) -> tuple[Candidate, ...]:
    """The newest approved documents of a letter kind, of cases with this matter; an empty matter asks for any case."""
    # The column is JSON text that only the program writes; quotes inside kept words are escaped.
    where, values = ("AND c.classification LIKE {} ", [f'%"matter": "{matter}"%']) if matter else ("", [])
    rows = await database.fetch(_FOUND + where + "ORDER BY d.id DESC LIMIT {}", letter_id, besides, *values, most)
    return tuple(
        Candidate(
            document_id=row["document_id"],
            title=row["title"],
            number=row["number"],
            issued_on=row["issued_on"],
            case_number=row["case_number"],
            case_text=complaint_text(row["case_title"], row["content"], json.loads(row["demands"]), row["category"]),
        )
        for row in rows
    )


async def blocks_of(database: Database, document_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The words (JSON) of documents by id."""
    wanted = list(document_ids)
    if not wanted:
        return {}
    marks = ", ".join(["{}"] * len(wanted))
    rows = await database.fetch(
        f"SELECT id, blocks FROM documents WHERE id IN ({marks}) AND blocks IS NOT NULL", *wanted
    )
    return {row["id"]: json.loads(row["blocks"]) for row in rows}


def complaint_text(title: str, content: str, demands: Iterable[str], category: str) -> str:
    """The words of a complaint that tell it from others."""
    return "\n".join([title, content[:4000], *demands, category])
