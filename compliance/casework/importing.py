"""导入 import: an export's rows become complaints; the act is the row, a second run of the same file changes nothing."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.casework.classification import classified
from compliance.casework.intake import (
    audited_values,
    check_incoming,
    comparable_phone,
    first_event,
    hold_numbers,
    readable_person,
    store_incoming,
)
from compliance.casework.proceedings import append_event, locked, project
from compliance.casework.source_values import PERSONAL, WORDS, fingerprints, personal_values, plain_columns
from compliance.complaints.model import IncomingComplaint, field_label
from compliance.complaints.opening import OpeningEvent, opening_events
from compliance.complaints.privacy import mask_text
from compliance.errors import ComplianceError
from compliance.records import complaints as records
from compliance.records.complaints import Complaint
from compliance.records.imports import STARTED, insert_import
from compliance.records.people import update_person
from compliance.resources import Resources

Parsed = Any
"""What an importer hands over: rows of (sheet, row, incoming), errors of (sheet, row, field, message), notes."""


@dataclass
class ImportReport:
    """What an import did, or would do; ``row`` is always the sheet's own number."""

    source: str
    filename: str
    dry_run: bool
    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    results: list[dict[str, Any]] = field(default_factory=list)
    import_id: int = 0
    """The row of the stored import; 0 before the end and after a dry run."""

    def as_json(self) -> dict[str, Any]:
        return {
            "source": self.source,
            "file": self.filename,
            "dry_run": self.dry_run,
            "rows": self.rows,
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "errors": self.errors,
            "kept": self.kept,
            "notes": self.notes,
            "results": self.results,
        }

    def fail(self, sheet: str, row: int, where: str, message: str) -> None:
        message = mask_text(message)
        self.errors.append({"sheet": sheet, "row": row, "field": where, "message": message})
        self.results.append({"sheet": sheet, "row": row, "result": "error", "number": "", "message": message})


async def import_rows(
    resources: Resources,
    actor: Actor,
    *,
    parsed: Parsed,
    content: bytes,
    filename: str,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
    watched: Callable[[ImportReport], None] | None = None,
) -> ImportReport:
    """Store the good rows of a parsed export and report the bad ones; ``dry_run`` only says what would happen.

    ``watched`` is given the report before the first row, to be looked at while it fills.
    """
    async with acting(resources, actor, "import_export") as right:
        right.silent = True  # asked once for the file, so that a missing right is one refusal and not one error per row
    filename = mask_text(filename)
    notes = [mask_text(note) for note in parsed.notes]
    report = ImportReport(source=parsed.source, filename=filename, dry_run=dry_run, notes=notes)
    report.rows = len(parsed.rows) + len({(e.sheet, e.row) for e in parsed.errors})
    for error in parsed.errors:
        report.fail(error.sheet, error.row, error.field, error.message)
    report.rows += len(parsed.repeated)
    for sheet, number in parsed.repeated:
        report.unchanged += 1
        report.results.append({"sheet": sheet, "row": number, "result": "unchanged", "number": "", "message": "重复行"})
    if watched:
        watched(report)
    for position, row in enumerate(parsed.rows):
        try:
            result, case_number, message = await _take_row(resources, actor, row.incoming, report, row, dry_run=dry_run)
        except ComplianceError as refused:
            where = next(iter(refused.fields), "")
            report.fail(row.sheet, row.row, field_label(where), refused.message("zh"))
        else:
            setattr(report, result, getattr(report, result) + 1)
            said = mask_text(message, names=(row.incoming.complainant.name,))
            report.results.append(
                {"sheet": row.sheet, "row": row.row, "result": result, "number": case_number, "message": said}
            )
        if progress:
            progress(position + 1, len(parsed.rows))
        if position % 20 == 19:
            await asyncio.sleep(0)
    report.errors.sort(key=lambda error: (error["sheet"], error["row"]))
    report.results.sort(key=lambda result: (result["sheet"], result["row"]))
    if not dry_run:
        report.import_id = await _note_import(resources, actor, report, content)
    return report


async def note_import_started(resources: Resources, actor: Actor, *, source: str, filename: str, content: bytes) -> int:
    """Put on record that an import begins, so that one that never ended shows; the id of the mark."""
    digest, filename = hashlib.sha256(content).hexdigest(), mask_text(filename)
    async with acting(resources, actor, "import_export") as entry:
        mark = await insert_import(
            resources.database,
            source=source,
            filename=filename,
            sha256=digest,
            report=STARTED,
            user_id=actor.user_id,
            at=resources.clock.now(),
        )
        entry.about("import", mark)
        entry.reason = "开始导入"
        entry.after = {"file": filename[:200], "sha256": digest}
    return mark


async def _take_row(
    resources: Resources, actor: Actor, incoming: IncomingComplaint, report: ImportReport, row: Any, *, dry_run: bool
) -> tuple[str, str, str]:
    regimes = classified(resources, incoming).regimes or incoming.regimes
    check_incoming(resources, incoming, regimes)
    known = await records.complaint_by_external(resources.database, incoming.source, incoming.external_number)
    if known is None:
        if dry_run:
            return "created", "", "；".join(note.rstrip("。") for note in incoming.notes)
        async with acting(resources, actor, "receive_complaint") as entry:
            await hold_numbers(resources)
            # Another import of the same file may have been first; its case is then found, not made again.
            known = await records.complaint_by_external(resources.database, incoming.source, incoming.external_number)
            if known is None:
                number = await store_incoming(
                    resources,
                    actor,
                    entry,
                    incoming=incoming,
                    regimes=tuple(regimes),
                    submission_key=None,
                    handler_id=None,
                )
                return "created", number, "；".join(note.rstrip("。") for note in incoming.notes)
            entry.silent = True
    changed = _changed_fields(resources, known, incoming)
    kept = [name for name in changed if name in known.edited_fields]
    wanted = [name for name in changed if name not in known.edited_fields]
    for name in kept:
        report.kept.append(
            {"sheet": row.sheet, "row": row.row, "number": known.number, "field": field_label(_public_name(name))}
        )
    if not wanted:
        return "unchanged", known.number, ""
    if not dry_run:
        await _update_case(resources, actor, known, incoming, wanted)
    return "updated", known.number, "、".join(field_label(_public_name(name)) for name in wanted)


def _changed_fields(resources: Resources, known: Complaint, incoming: IncomingComplaint) -> list[str]:
    """The source fields that differ from what the source last said (not from what people made of them)."""
    fresh = fingerprints(resources, incoming)
    return [name for name, print_ in fresh.items() if known.source_fields.get(name) != print_]


def _public_name(name: str) -> str:
    return {
        "person": "complainant",
        "respondent_name": "respondent.name",
        "respondent_code": "respondent.credit_code",
    }.get(name, name.replace("respondent_", "respondent."))


async def _update_case(
    resources: Resources, actor: Actor, known: Complaint, incoming: IncomingComplaint, wanted: list[str]
) -> None:
    async with acting(resources, actor, "edit_complaint", needs="import_export") as entry:
        case = await locked(resources, known.number)
        entry.about("complaint", case.number, case=case.number)
        entry.reason = "来源更新"
        columns = plain_columns(incoming)
        values = {name: columns[name] for name in wanted if name != "person"}
        who = await readable_person(resources, case)
        if {"person", *WORDS} & set(wanted):
            # Field by field: what a person edited stays, in the sealed values as in the columns.
            fresh = personal_values(incoming)
            taken = {*(PERSONAL if "person" in wanted else ()), *(set(WORDS) & set(wanted))}
            sealed = who.values | {name: fresh[name] for name in taken}
            who = await update_person(
                resources.database,
                resources.secrets,
                person_id=case.person_id,
                values=sealed,
                phone=comparable_phone(sealed.get("phone", "")),
            )
        if "person" in wanted:
            values["masked"] = columns["masked"]
        kept = {name: case.source_fields.get(name) for name in case.edited_fields}
        values["source_fields"] = fingerprints(resources, incoming) | {n: v for n, v in kept.items() if v}
        await records.update_complaint(resources.database, case.id, values, at=resources.clock.now())
        entry.before = {"fields": wanted}
        entry.after = audited_values(who, incoming) | {"fields": wanted}
        await _follow_dates(resources, actor, known, incoming, wanted)


async def _follow_dates(
    resources: Resources, actor: Actor, known: Complaint, incoming: IncomingComplaint, wanted: list[str]
) -> None:
    """The source corrected the day of receipt or the day it set: the opening events are superseded, not edited."""
    case = await records.complaint_by_id(resources.database, known.id)
    assert case is not None
    standing = await records.events_of(resources.database, case.id)
    if not {"received_on", "received_at", "due_on"} & set(wanted):
        await project(resources, case, standing)
        return
    for opening in opening_events(incoming, case.regimes):
        event = first_event(incoming, _as_kept(opening, case))
        old = next((each for each in standing if each.kind == event.kind), None)
        if old is None or (old.on, old.at, old.due) == (event.on, event.at, event.due):
            continue
        corrected = replace(event, reason="来源更新", supersedes=old.id)
        await append_event(resources, actor, case, corrected, standing)
        standing = await records.events_of(resources.database, case.id)


def _as_kept(opening: OpeningEvent, case: Complaint) -> OpeningEvent:
    """The receipt with the days that a person corrected left as they are."""
    kept = set(case.edited_fields)
    return replace(
        opening,
        on=case.received_on if "received_on" in kept else opening.on,
        at=case.received_at if {"received_on", "received_at"} & kept else opening.at,
        due=case.due_on if "due_on" in kept and opening.due else opening.due,
    )


async def _note_import(resources: Resources, actor: Actor, report: ImportReport, content: bytes) -> int:
    digest = hashlib.sha256(content).hexdigest()
    async with acting(resources, actor, "import_export") as entry:
        import_id = await insert_import(
            resources.database,
            source=report.source,
            filename=report.filename,
            sha256=digest,
            report=report.as_json(),
            user_id=actor.user_id,
            at=resources.clock.now(),
        )
        entry.about("import", import_id)
        entry.after = {
            "file": report.filename[:200],
            "sha256": digest,
            "rows": report.rows,
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "errors": len(report.errors),
        }
    return import_id
