"""From a file to complaints: parse an export off the event loop, then hand its rows to the import verb."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from compliance.casework.actor import Actor
from compliance.casework.importing import ImportReport, import_rows
from compliance.errors import BadInput
from compliance.importers.refusals import ImportRefused
from compliance.importers.registry import SOURCES, parse_export
from compliance.resources import Resources


async def import_export(
    resources: Resources,
    actor: Actor,
    *,
    data: bytes,
    filename: str,
    source: str,
    dry_run: bool = False,
    progress: Callable[[int, int], None] | None = None,
    watched: Callable[[ImportReport], None] | None = None,
) -> ImportReport:
    """Import an export of a known source; good rows are stored, bad ones reported, a second run changes nothing.

    ``progress`` is told (rows worked on, rows to work on) after each row; ``watched`` see import_rows.

    Raises BadInput for an unknown source or a file that cannot be read as that source's sheet, nothing stored.
    """
    if source not in SOURCES:
        raise BadInput("errors.source_unknown", source=source, known="、".join(SOURCES))
    try:
        parsed = await asyncio.to_thread(
            parse_export, data, filename=filename, source=source, today=resources.clock.today()
        )
    except ImportRefused as refused:
        raise BadInput.of(refused.said) from refused
    return await import_rows(
        resources,
        actor,
        parsed=parsed,
        content=data,
        filename=filename,
        dry_run=dry_run,
        progress=progress,
        watched=watched,
    )
