"""审计: the state of the chain on top, every act and every sensitive reading below; for auditors, read-only."""

import secrets
from typing import Any

from litestar import Request, Response, get

from compliance.casework.disclosure import note_audit_reading
from compliance.records.audit_reading import (
    AuditFilters,
    KnownState,
    LastVerification,
    actions,
    entries,
    sample,
    trail_length,
)
from compliance.web.audit_view import act_word, differences, finding_sentence, names_of
from compliance.web.dates import show_instant
from compliance.web.disclosures import hand_out_list
from compliance.web.fields import query_day, query_number
from compliance.web.page import actor_of, lang_of, page, resources_of
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
    """The trail; `sample` and `seed` show a random sample instead of the newest entries. The view itself is on record."""
    resources, lang = resources_of(request), lang_of(request)
    await note_audit_reading(resources, actor_of(request), filters=str(request.url.query)[:500])
    filters = filters_of(request)
    size, seed = query_number(request, "sample", most=500), request.query_params.get("seed", "").strip()[:64]
    if size:
        rows, total, older = await sample(resources.database, filters, size=size, seed=seed), None, None
    else:
        found = await entries(resources.database, filters, before=query_number(request, "before"))
        rows, total, older = found.rows, found.total, found.older
    names = names_of(resources, lang)
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
        state=await _state(request),
        seen_at=resources.clock.now(),
        actions=await actions(resources.database),
        act_word=lambda action: act_word(action, lang),
        finding=lambda found: finding_sentence(found, lang),
        differences=lambda row: differences(row, lang, names),
        query=_query_without(request, "before", "verify"),
    )


@get("/audit/export.xlsx", opt={"act": "audit_read"}, include_in_schema=False)
async def export_audit(request: Request) -> Response:
    """The entries of the view as XLSX; the export is itself an entry."""
    resources, lang = resources_of(request), lang_of(request)
    found = await entries(resources.database, filters_of(request), size=MOST_EXPORTED)
    names = names_of(resources, lang)
    return await hand_out_list(
        request, what="audit", columns=COLUMNS, rows=[_row(row, lang, names) for row in found.rows]
    )


def last_verification(request: Request) -> LastVerification:
    """Return what this process knows of the state of the trail; pages and API share it."""
    state = request.app.state
    if "audit_verified" not in state:
        state["audit_verified"] = LastVerification()
    return state["audit_verified"]


async def verified_now(request: Request) -> KnownState:
    """Return the state of the trail after recomputing every hash."""
    resources = resources_of(request)
    return await last_verification(request).renew(
        resources.database,
        resources.secrets,
        resources.settings.checkpoints_dir,
        at=resources.clock.now(),
    )


async def _state(request: Request) -> KnownState | None:
    """Return the state of the chains; None when it is not known, the trail long, and nobody asked for it."""
    resources = resources_of(request)
    if "verify" in request.query_params:
        return await verified_now(request)
    known = await last_verification(request).current(resources.database, resources.secrets)
    if known is not None or await trail_length(resources.database) > MOST_VERIFIED_AT_ONCE:
        return known
    return await verified_now(request)


def _query_without(request: Request, *names: str) -> str:
    parts = str(request.url.query).split("&")
    return "&".join(part for part in parts if part and part.partition("=")[0] not in names)


def _row(row: dict[str, Any], lang: str, names: dict[str, str]) -> list[Any]:
    changes = differences(row, lang, names)
    if row["reason"]:
        changes.append(say("audit.reason", lang, reason=row["reason"]))
    return [
        f"{row['chain']}-{row['sequence']}",
        show_instant(row["at"]),
        f"{row['actor_name']}（{row['actor']}）{label(lang, 'role', row['role'])}",
        act_word(row["action"], lang),
        f"{label(lang, 'object', row['object_kind'])} {row['object_id']}".strip(),
        row["case_number"],
        label(lang, "outcome", row["outcome"]),
        "；".join(changes),
        f"{row['address']} {row['request_id']}".strip(),
        row["hash"],
    ]
