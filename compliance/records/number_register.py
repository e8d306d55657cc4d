"""The register of document numbers (发文字号): per series and year which were given to what, and what does not add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from compliance.complaints.document_numbers import parse_document_number
from compliance.complaints.letter_series import CASES
from compliance.records.database import Database
from compliance.records.series import SeriesStart, series_counts, series_starts
from compliance.records.verification import Finding

MOST_NAMED = 50


@dataclass(frozen=True)
class GivenNumber:
    """A number and the document that has it."""

    serial: int
    number: str
    document_id: int
    title: str
    case_number: str
    status: str
    issued_on: date | None
    issuer: str


@dataclass
class SeriesYear:
    """One series in one year: the last number given, starts above 1, what was given, newest first."""

    series: str
    year: int
    last: int = 0
    starts: list[SeriesStart] = field(default_factory=list)
    given: list[GivenNumber] = field(default_factory=list)

    def missing(self) -> list[int]:
        """Serials up to the last that no document has and no start explains."""
        explained = {serial for start in self.starts for serial in range(start.skipped_from, start.next_serial)}
        return sorted(set(range(1, self.last + 1)) - {given.serial for given in self.given} - explained)

    def uncounted(self) -> list[GivenNumber]:
        """Documents whose number lies beyond the last one given, or was given twice."""
        seen: set[int] = set()
        found = []
        for given in self.given:
            if given.serial > self.last or given.serial in seen:
                found.append(given)
            seen.add(given.serial)
        return found


async def number_register(database: Database) -> tuple[SeriesYear, ...]:
    """Every series and year that has numbers, newest year first."""
    rows = await database.fetch(
        "SELECT d.id, d.number, d.title, d.status, d.issued_on, c.number AS case_number, u.display_name AS issuer "
        "FROM documents d JOIN complaints c ON c.id = d.complaint_id LEFT JOIN users u ON u.id = d.issued_by "
        "WHERE d.number IS NOT NULL ORDER BY d.id DESC"
    )
    return _arranged(rows, await series_counts(database), await series_starts(database))


async def number_findings(database: Database) -> tuple[Finding, ...]:
    """What a check of the numbers finds: gaps that no start explains, numbers that were never counted."""
    findings = []
    for each in await number_register(database):
        missing = [f"number_missing {each.series}〔{each.year}〕{serial}号" for serial in each.missing()[:MOST_NAMED]]
        uncounted = [f"number_uncounted {given.number}" for given in each.uncounted()[:MOST_NAMED]]
        findings += [Finding("numbers", 0, problem) for problem in (*missing, *uncounted)]
    return tuple(findings)


def _arranged(
    rows: Iterable[Mapping[str, Any]], counts: Mapping[tuple[str, int], int], starts: Iterable[SeriesStart]
) -> tuple[SeriesYear, ...]:
    found = {key: SeriesYear(*key, last=last) for key, last in counts.items() if key[0] != CASES}
    for start in starts:
        found.setdefault((start.series, start.year), SeriesYear(start.series, start.year)).starts.append(start)
    for row in rows:
        parts = parse_document_number(row["number"])
        if parts is None:
            continue  # a number that no series made; its row is sealed like any other
        key = (parts.organ, parts.year)
        found.setdefault(key, SeriesYear(*key)).given.append(
            GivenNumber(
                serial=parts.serial,
                number=row["number"],
                document_id=row["id"],
                title=row["title"],
                case_number=row["case_number"],
                status=row["status"],
                issued_on=row["issued_on"],
                issuer=row["issuer"] or "",
            )
        )
    for each in found.values():
        each.given.sort(key=lambda given: -given.serial)
    return tuple(sorted(found.values(), key=lambda each: (-each.year, each.series)))
