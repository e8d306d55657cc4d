"""The organisation's own particulars: what it is called, how it numbers its letters, whom to call."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields

from compliance.casework.actor import Actor, acting
from compliance.complaints.document_numbers import series_number
from compliance.complaints.approval_chain import chain_is_sound
from compliance.complaints.identity import check_credit_code
from compliance.errors import BadInput
from compliance.resources import Resources


@dataclass(frozen=True)
class Organisation:
    """One per installation."""

    name: str = ""
    short_name: str = ""
    credit_code: str = ""
    address: str = ""
    department: str = ""
    contact_person: str = ""
    contact_phone: str = ""
    series: str = ""
    """The letters before 〔year〕 in document numbers (机关代字), for instance 示例函."""
    approval_chain: dict[str, str] = field(default_factory=dict)
    """Who approves, by the tier of the complaint: roles in order, parted by commas; a tier left out has the usual ones."""


async def organisation(resources: Resources) -> Organisation:
    """The particulars as set; empty ones before anybody set them."""
    row = await resources.database.one("SELECT body FROM organisation ORDER BY id DESC LIMIT 1")
    if row is None:
        return Organisation()
    known = {each.name for each in fields(Organisation)}
    return Organisation(**{name: value for name, value in json.loads(row["body"]).items() if name in known})


async def set_organisation(resources: Resources, actor: Actor, *, values: Organisation) -> Organisation:
    """Change the particulars. Raises BadInput naming each field that cannot stand."""
    wrong = {}
    if not values.name.strip():
        wrong["name"] = "errors.organisation_name_needed"
    if values.credit_code and not check_credit_code(values.credit_code).ok:
        wrong["credit_code"] = "errors.credit_code_wrong"
    if values.series:
        try:
            series_number(values.series, 2026, 1)
        except ValueError:
            wrong["series"] = "errors.series_wrong"
    if not chain_is_sound(values.approval_chain):
        wrong["approval_chain"] = "approvals.chain_wrong"
    if wrong:
        raise BadInput(next(iter(wrong.values())), fields=wrong)
    async with acting(resources, actor, "set_organisation", needs="administer") as entry:
        entry.about("organisation", 1)
        entry.before, entry.after = asdict(await organisation(resources)), asdict(values)
        await resources.database.execute(
            "INSERT INTO organisation (body, updated_at) VALUES ({}, {})",
            json.dumps(asdict(values), ensure_ascii=False),
            resources.clock.now(),
        )
    return values
