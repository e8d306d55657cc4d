"""分类 classify, 定级 tier, 分派 assign, edit, remark, and the logged reading of personal values."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.casework.intake import comparable_phone, readable_person
from compliance.casework.masking import masked
from compliance.casework.proceedings import locked, project, standing_complaint
from compliance.casework.reasons import require_reason
from compliance.complaints.model import Complainant
from compliance.complaints.privacy import mask_complainant, mask_text
from compliance.errors import BadInput, NotFound
from compliance.records import complaints as records
from compliance.records.complaints import Complaint
from compliance.records.outbox import enqueue
from compliance.records.people import update_person, user_by_name
from compliance.records.secrets import seal_text
from compliance.resources import Resources
from compliance.roles import Role, may

TIERS = ("", "blue", "yellow", "red")
REVEALED = ("name", "phone", "address", "id_number", "title", "content", "extra")
_PERSONAL = ("name", "phone", "address", "id_kind", "id_number")
_NOT_WORDS = ("respondent_name", "respondent_code", "facts")
EDITABLE = (
    "title",
    "content",
    "authority",
    "category",
    "respondent_name",
    "respondent_code",
    "respondent_address",
    "respondent_phone",
    "demands",
    "facts",
    *(f"complainant.{name}" for name in _PERSONAL),
)
"""Fields a person may change; days of receipt are changed by correcting the event."""


async def classify_complaint(
    resources: Resources, actor: Actor, *, number: str, regimes: tuple[str, ...], reason: str
) -> Complaint:
    """Decide under which regimes a complaint falls; the computed answer stays beside the person's."""
    known = set(resources.rulebook.regimes)
    if unknown := [regime for regime in regimes if regime not in known]:
        raise BadInput("errors.unknown_regime", regime=unknown[0], known="、".join(sorted(known)))
    require_reason(reason)
    async with acting(resources, actor, "classify_complaint") as entry:
        case = await locked(resources, number)
        entry.about("complaint", number, case=number)
        entry.reason, entry.before, entry.after = reason, {"regimes": list(case.regimes)}, {"regimes": list(regimes)}
        classification = case.classification | {
            "chosen": list(regimes),
            "overridden_by": actor.name,
            "override_reason": await masked(resources, number, reason),
            "to_confirm": False,
        }
        await records.update_complaint(
            resources.database,
            case.id,
            {"regimes": tuple(regimes), "classification": classification},
            at=resources.clock.now(),
        )
        await _project_again(resources, case.id)
    return await standing_complaint(resources, number)


async def assign_complaint(
    resources: Resources, actor: Actor, *, number: str, handler_username: str, reason: str = ""
) -> Complaint:
    """Hand a complaint to an officer (分派); the new holder gets a notice. An empty name takes it from everyone."""
    async with acting(resources, actor, "assign_complaint") as entry:
        case = await locked(resources, number)
        handler = await user_by_name(resources.database, handler_username) if handler_username else None
        if handler_username and (
            handler is None or not handler.active or not may(Role(handler.role), "record_legal_event")
        ):
            raise BadInput(
                "errors.not_a_handler", fields={"handler": "errors.not_a_handler_here"}, username=handler_username
            )
        entry.about("complaint", number, case=number)
        entry.reason = reason
        entry.before, entry.after = {"handler": case.handler_username or ""}, {"handler": handler_username}
        at = resources.clock.now()
        await records.update_complaint(
            resources.database, case.id, {"handler_id": handler.id if handler else None}, at=at
        )
        if handler and handler.id != actor.user_id:
            await enqueue(
                resources.database,
                kind="notice",
                key=f"assigned:{case.id}:{case.revision + 1}",
                body={
                    "user_id": handler.id,
                    "complaint_id": case.id,
                    "message_id": "notices.assigned",
                    "values": {"number": number, "who": actor.name},
                },
                at=at,
            )
    resources.bell.set()
    return await standing_complaint(resources, number)


async def set_tier(resources: Resources, actor: Actor, *, number: str, tier: str, reason: str) -> Complaint:
    """Set the warning tier (定级): red, yellow, blue or none."""
    if tier not in TIERS:
        raise BadInput("errors.unknown_tier", tier=tier)
    require_reason(reason)
    async with acting(resources, actor, "set_tier") as entry:
        case = await locked(resources, number)
        entry.about("complaint", number, case=number)
        entry.reason, entry.before, entry.after = reason, {"tier": case.tier}, {"tier": tier}
        await records.update_complaint(resources.database, case.id, {"tier": tier}, at=resources.clock.now())
    return await standing_complaint(resources, number)


async def edit_complaint(
    resources: Resources, actor: Actor, *, number: str, changes: dict[str, Any], expected_revision: int
) -> Complaint:
    """Change what a person may change; a later import keeps these fields. Raises when someone changed it first."""
    if unknown := [name for name in changes if name not in EDITABLE]:
        raise BadInput("errors.field_not_editable", field=unknown[0])
    async with acting(resources, actor, "edit_complaint") as entry:
        case = await locked(resources, number, expected_revision=expected_revision)
        entry.about("complaint", number, case=number)
        who = await readable_person(resources, case)
        personal = {name.removeprefix("complainant."): value for name, value in changes.items() if "." in name}
        sealed = personal | {name: changes[name] for name in ("title", "content") if name in changes}
        sealed_names = {name for name in changes if "." in name or name in ("title", "content")}
        values: dict[str, Any] = {name: value for name, value in changes.items() if "." not in name}
        names = ((personal.get("name") or who.values.get("name", "")),)
        values |= {name: _masked_words(value, names) for name, value in values.items() if name not in _NOT_WORDS}
        if sealed:
            who = await update_person(
                resources.database,
                resources.secrets,
                person_id=case.person_id,
                values=who.values | sealed,
                phone=comparable_phone(str((who.values | sealed).get("phone", ""))),
            )
        if personal:
            shown = Complainant(**{name: who.values.get(name, "") for name in _PERSONAL})
            masked = mask_complainant(replace(shown, anonymous=case.complainant.get("anonymous", False)))
            values["masked"] = {name: getattr(masked, name) for name in (*_PERSONAL, "anonymous")}
        edited = {("person" if "." in name else name) for name in changes}
        values["edited_fields"] = tuple(sorted(set(case.edited_fields) | edited))
        await records.update_complaint(resources.database, case.id, values, at=resources.clock.now())
        entry.before = {name: _audited(who.key, name, getattr(case, name, "")) for name in changes if "." not in name}
        entry.after = {name: _audited(who.key, name, value) for name, value in changes.items() if name in sealed_names}
        entry.after |= {name: _audited(who.key, name, values[name]) for name in changes if name not in sealed_names}
        await _project_again(resources, case.id)
    return await standing_complaint(resources, number)


async def add_remark(resources: Resources, actor: Actor, *, number: str, text: str) -> None:
    """Add an internal remark; it is no legal event and moves no clock."""
    if not text.strip():
        raise BadInput("errors.remark_empty", fields={"text": "errors.remark_empty"})
    async with acting(resources, actor, "add_remark") as entry:
        case = await locked(resources, number)
        entry.about("complaint", number, case=number)
        await records.insert_remark(
            resources.database,
            complaint_id=case.id,
            user_id=actor.user_id,
            body=await masked(resources, number, text.strip()[:5000]),
            at=resources.clock.now(),
        )
        entry.after = {"characters": len(text.strip())}


async def reveal_personal(resources: Resources, actor: Actor, *, number: str, field: str, reason: str) -> str:
    """A personal value in clear (显示); the reading is on record before the value is handed out."""
    if field not in REVEALED:
        raise BadInput("errors.not_personal", field=field)
    require_reason(reason)
    async with acting(resources, actor, "reveal_personal", needs="reveal") as entry:
        case = await records.complaint(resources.database, number)
        if case is None:
            raise NotFound("errors.complaint_not_found", number=number)
        entry.about("complaint", number, case=number)
        entry.reason, entry.after = reason, {"field": field}
        value = (await readable_person(resources, case)).values.get(field, "")
    if isinstance(value, dict):
        return "\n".join(f"{name}：{text}" for name, text in value.items())
    return str(value)


def _masked_words(value: Any, names: tuple[str, ...]) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(mask_text(str(each), names=names) for each in value)
    return mask_text(value, names=names) if isinstance(value, str) else value


def _audited(key: bytes, name: str, value: Any) -> Any:
    if "." in name or name in ("title", "content"):
        return seal_text(key, str(value)) if value else ""
    return list(value) if isinstance(value, tuple) else value


async def _project_again(resources: Resources, complaint_id: int) -> None:
    case = await records.complaint_by_id(resources.database, complaint_id)
    assert case is not None
    await project(resources, case, await records.events_of(resources.database, complaint_id))
