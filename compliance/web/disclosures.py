"""Reading that leaves a trace: exports and downloads are on record before the bytes leave."""

from typing import Any

from compliance.casework.actor import Actor, acting


async def note_export(
    resources: Any, actor: Actor, *, what: str, form: str, rows: int, filters: str = "", sha256: str = ""
) -> None:
    """Put on record that a list left the system: which (`register`, `filings`, `audit`), in what form, how many rows."""
    needs = "audit_read" if what == "audit" else "export"
    async with acting(resources, actor, "export", needs=needs) as entry:
        entry.about(what, "")
        values = {"form": form, "rows": rows, "filters": filters, "sha256": sha256}
        entry.after = {name: value for name, value in values.items() if value != ""}


async def note_download(
    resources: Any, actor: Actor, *, kind: str, object_id: object, case_number: str, name: str, sha256: str = ""
) -> None:
    """Put on record that a stored file was opened or downloaded."""
    async with acting(resources, actor, "download", needs="read") as entry:
        entry.about(kind, object_id, case=case_number)
        entry.after = {key: value for key, value in {"name": name, "sha256": sha256}.items() if value}
