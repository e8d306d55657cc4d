"""A list as a file to take along: XLSX with a cover sheet, on record before the bytes go out."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, Response

from compliance.casework.disclosure import note_download, note_export
from compliance.web.dates import show_instant
from compliance.web.page import actor_of, lang_of, resources_of
from compliance.web.replies import download
from compliance.web.sheets import XLSX, table_hash, workbook
from compliance.wording import say

__all__ = ["hand_out_list", "note_download", "note_export"]


async def hand_out_list(
    request: Request, *, what: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Response[bytes]:
    """Return the rows of a view as XLSX under the titles `<what>.<column>`; `what` also names the list on record.

    The second sheet says what was asked for, when, by whom, how many rows, and the hash of the table.
    """
    resources, actor, lang = resources_of(request), actor_of(request), lang_of(request)
    head = [say(f"{what}.{name}", lang) for name in columns]
    title, filters = say(f"{what}.title", lang), str(request.url.query)
    digest, at = table_hash(head, rows), show_instant(resources.clock.now())
    await note_export(resources, actor, what=what, form="xlsx", rows=len(rows), filters=filters, sha256=digest)
    cover = {
        "view": title,
        "filters": filters or say("register.sheet.no_filters", lang),
        "made_at": at,
        "made_by": f"{actor.name}（{actor.username}）",
        "rows": str(len(rows)),
        "hash": digest,
    }
    content = workbook(
        name=title,
        head=head,
        rows=rows,
        cover=(
            say("register.sheet.cover", lang),
            [(say(f"register.sheet.{name}", lang), value) for name, value in cover.items()],
        ),
        footer=say("register.sheet.footer", lang, name=actor.name, at=at),
    )
    return download(content, f"{what}-{resources.clock.today().isoformat()}.xlsx", media_type=XLSX)
