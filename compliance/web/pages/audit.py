"""审计: the state of the chain on top, every act and every sensitive reading below; for auditors, read-only."""

import secrets
from typing import Any

from litestar import Request, Response, get

from compliance.records.verification import Verification, verify
from compliance.web.audit_view import AuditFilters, actions, differences, entries, names_of, sample
from compliance.web.dates import show_instant
from compliance.web.disclosures import note_export
from compliance.web.fields import query_day, query_number
from compliance.web.page import actor_of, lang_of, page, resources_of
from compliance.web.replies import download
from compliance.web.sheets import XLSX, table_hash, workbook
from compliance.web.words import label
from compliance.wording import say

COLUMNS = ("sequence", "at", "who", "what", "object", "case", "outcome", "changes", "where", "hash_head")
MOST_EXPORTED = 100_000
MOST_VERIFIED_AT_ONCE = 20_000


def filters_of(request: Request) -> AuditFilters:
    """Return the filters that the address says."""
    query = request.query_params
    return AuditFilters(
        person=query.get("person", "").strip()[:64],
        action=query.get("action", "").strip()[:64],
        case=query.get("case", "").strip()[:32],
        outcome=query.get("outcome", "") if query.get("outcome", "") in ("done", "refused") else "",
        from_=query_day(request, "from"),
        to=query_day(request, "to"),
    )


@get("/audit", opt={"act": "audit_read"}, include_in_schema=False)
async def show_audit(request: Request) -> Response:
    """The trail; `sample` and `seed` show a random sample instead of the newest entries."""
    resources, lang = resources_of(request), lang_of(request)
    filters = filters_of(request)
    size, seed = query_number(request, "sample", most=500), request.query_params.get("seed", "").strip()[:64]
    if size:
        rows, total, older = await sample(resources.database, filters, size=size, seed=seed), None, None
    else:
        found = await entries(resources.database, filters, before=query_number(request, "before"))
        rows, total, older = found.rows, found.total, found.older
    names = names_of(resources, lang)
    state = await _state(request)
    return await page(
        request,
        "audit.html",
        here="audit",
        rows=rows,
        total=total,
        older=older,
        filters=filters,
        sampled={"size": size, "seed": seed} if size else None,
        fresh_seed=secrets.token_hex(4),
        state=state,
        verified_at=resources.clock.now(),
        actions=await actions(resources.database),
        differences=lambda row: differences(row, lang, names),
        query="&".join(part for part in str(request.url.query).split("&") if part and not part.startswith("before=")),
    )


@get("/audit/export.xlsx", opt={"act": "audit_read"}, include_in_schema=False)
async def export_audit(request: Request) -> Response:
    """The entries of the view as XLSX; the export is itself an entry."""
    resources, actor, lang = resources_of(request), actor_of(request), lang_of(request)
    found = await entries(resources.database, filters_of(request), size=MOST_EXPORTED)
    head = [say(f"audit.{name}", lang) for name in COLUMNS]
    names = names_of(resources, lang)
    rows = [_row(row, lang, names) for row in found.rows]
    digest, at = table_hash(head, rows), show_instant(resources.clock.now())
    await note_export(
        resources, actor, what="audit", form="xlsx", rows=len(rows), filters=str(request.url.query), sha256=digest
    )
    cover = [
        (say("register.sheet.view", lang), say("audit.title", lang)),
        (say("register.sheet.filters", lang), str(request.url.query) or say("register.sheet.no_filters", lang)),
        (say("register.sheet.made_at", lang), at),
        (say("register.sheet.made_by", lang), f"{actor.name}（{actor.username}）"),
        (say("register.sheet.rows", lang), str(len(rows))),
        (say("register.sheet.hash", lang), digest),
    ]
    content = workbook(
        name=say("audit.title", lang),
        head=head,
        rows=rows,
        cover=(say("register.sheet.cover", lang), cover),
        footer=say("register.sheet.footer", lang, name=actor.name, at=at),
    )
    return download(content, f"audit-{resources.clock.today().isoformat()}.xlsx", media_type=XLSX)


async def _state(request: Request) -> Verification | None:
    """Return the state of the chain; None when it is too long to recompute at every look and nobody asked for it."""
    resources = resources_of(request)
    row = await resources.database.one("SELECT COALESCE(SUM(size), 0) AS n FROM chain_heads")
    if row and row["n"] > MOST_VERIFIED_AT_ONCE and "verify" not in request.query_params:
        return None
    return await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)


def _row(row: dict[str, Any], lang: str, names: dict[str, str]) -> list[Any]:
    changes = differences(row, lang, names)
    if row["reason"]:
        changes.append(say("audit.reason", lang, reason=row["reason"]))
    return [
        f"{row['chain']}-{row['sequence']}",
        show_instant(row["at"]),
        f"{row['actor_name']}（{row['actor']}）{label(lang, 'role', row['role'])}",
        label(lang, "audit_action", row["action"]),
        f"{label(lang, 'object', row['object_kind'])} {row['object_id']}".strip(),
        row["case_number"],
        label(lang, "outcome", row["outcome"]),
        "；".join(changes),
        f"{row['address']} {row['request_id']}".strip(),
        row["hash"],
    ]
