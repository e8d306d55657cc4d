"""查阅留痕: what leaves the house, and who read the audit trail, is on record before anything is shown.

Each verb checks the right and writes one entry. When it raises, the caller has nothing to hand out.
"""

from __future__ import annotations

from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.resources import Resources


async def note_export(
    resources: Resources,
    actor: Actor,
    *,
    what: str,
    form: str,
    rows: int,
    filters: str = "",
    sha256: str = "",
) -> None:
    """Put on record that a list leaves: which (``register``, ``filings``, ``audit``), in what form, how many rows."""
    async with acting(resources, actor, "export", needs="audit_read" if what == "audit" else "export") as entry:
        entry.about(what, "")
        entry.after = _said({"form": form, "rows": rows, "filters": filters, "sha256": sha256})


async def note_download(
    resources: Resources,
    actor: Actor,
    *,
    kind: str,
    object_id: object,
    case_number: str,
    name: str,
    sha256: str = "",
) -> None:
    """Put on record that a stored file (a document, evidence, a receipt, an import's report) is opened or saved."""
    async with acting(resources, actor, "download", needs="import_export" if kind == "import" else "read") as entry:
        entry.about(kind, object_id, case=case_number)
        entry.after = _said({"name": name, "sha256": sha256})


async def note_audit_reading(resources: Resources, actor: Actor, *, filters: str = "") -> None:
    """Put on record that somebody looks at the audit trail: one entry a view, with the filters of the view."""
    async with acting(resources, actor, "audit_read") as entry:
        entry.about("audit", "")
        entry.after = _said({"filters": filters})


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != ""}
