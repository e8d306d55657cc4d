"""A list as a file to take along: XLSX with a cover sheet, on record before the bytes go out."""

import asyncio
from collections.abc import Sequence
from typing import Any

from litestar import Request, Response

from compliance.casework.disclosure import note_export
from compliance.web.dates import show_instant
from compliance.web.page import actor_of, lang_of, resources_of
from compliance.web.replies import download
from compliance.web.sheets import XLSX, table_hash, workbook
from compliance.wording import say


async def hand_out_list(
    request: Request,
    *,
    what: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    asked: str | None = None,
    sort: str = "",
    notes: Sequence[str] = (),
) -> Response[bytes]:
    """Return the rows of a view as XLSX; `columns` are message ids below `what`.

    The second sheet says what was asked for (`asked` in words, else the address), in which order, when, by whom, how
    many rows, and the hash of the table; `notes` close it.
    """
    resources, actor, lang = resources_of(request), actor_of(request), lang_of(request)
    head = [say(f"{what}.{name}", lang) for name in columns]
    title, address = say(f"{what}.title", lang), str(request.url.query)
    digest, at = table_hash(head, rows), show_instant(resources.clock.now())
    await note_export(resources, actor, what=what, form="xlsx", rows=len(rows), filters=address, sha256=digest)
    cover = {
        "view": title,
        "filters": asked or address or say("register.sheet.no_filters", lang),
        **({"sort": sort} if sort else {}),
        "made_at": at,
        "made_by": f"{actor.name}（{actor.username}）",
        "rows": str(len(rows)),
        "hash": digest,
    }
    lines = [(say(f"register.sheet.{name}", lang), value) for name, value in cover.items()]
    content = await asyncio.to_thread(
        workbook,
        name=title,
        head=head,
        rows=rows,
        cover=(say("register.sheet.cover", lang), [*lines, *(("", note) for note in notes)]),
        footer=say("register.sheet.footer", lang, name=actor.name, at=at),
    )
    return download(content, f"{what}-{resources.clock.today().isoformat()}.xlsx", media_type=XLSX)
