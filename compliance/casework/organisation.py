"""The organisation's own particulars: what it is called, how its letters look and are numbered, whom to call."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from compliance.casework.actor import Actor, acting
from compliance.complaints.approval_chain import chain_is_sound
from compliance.complaints.identity import check_credit_code
from compliance.complaints.letter_series import Series, series_problem
from compliance.errors import BadInput
from compliance.resources import Resources
from filings.letterhead import COMPANY_PROFILES, Letterhead

LONGEST = 120


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
    series: tuple[Series, ...] = ()
    """How documents are numbered; the series without `uses` numbers all that no other names."""
    letterhead_name: str = ""
    """What stands at the head of letters, where it differs from the name."""
    company_profile: str = "company-letter"
    """How a company's own letters look: one of ``filings.letterhead.COMPANY_PROFILES``."""
    sealed: bool | None = None
    """Whether the signature leaves the room of an official seal; None = as each letter has it."""
    printed_by: str = ""
    """印发机关; empty = whoever issues the letter."""
    verification: bool = False
    """Whether issued documents carry the line and the code by which their words can be checked."""
    approval_chain: dict[str, str] = field(default_factory=dict)
    """Who approves, by the tier of the complaint: roles in order, parted by commas; a tier left out has the usual ones."""

    @property
    def letterhead(self) -> Letterhead:
        """What the organisation puts on its letters."""
        return Letterhead(
            name=self.letterhead_name,
            company_profile=self.company_profile,
            sealed=self.sealed,
            printed_by=self.printed_by,
            verification=self.verification,
        )


async def organisation(resources: Resources) -> Organisation:
    """The particulars as set; empty ones before anybody set them."""
    row = await resources.database.one("SELECT body FROM organisation ORDER BY id DESC LIMIT 1")
    return organisation_from_json(json.loads(row["body"])) if row else Organisation()


def organisation_from_json(body: dict[str, Any]) -> Organisation:
    """Particulars as they were written, by an earlier version too: its one series is the one for all letters."""
    known = {each.name for each in fields(Organisation)}
    values = {name: value for name, value in body.items() if name in known}
    series = values.get("series") or ()
    if isinstance(series, str):
        series = ({"code": series},)
    values["series"] = tuple(Series(**{**each, "uses": tuple(each.get("uses", ()))}) for each in series)
    return Organisation(**values)


async def set_organisation(
    resources: Resources, actor: Actor, *, values: Organisation, expected: Organisation | None = None
) -> Organisation:
    """Change the particulars. Raises BadInput naming each field that cannot stand.

    ``expected``: what the form showed; when somebody saved other particulars meanwhile, nothing is overwritten.
    """
    check_organisation(values)
    async with acting(resources, actor, "set_organisation", needs="administer") as entry:
        before = await organisation(resources)
        if expected is not None and before not in (expected, values):
            raise BadInput("errors.organisation_changed")
        entry.about("organisation", 1)
        entry.before, entry.after = _difference(before, values), _difference(values, before)
        await resources.database.execute(
            "INSERT INTO organisation (body, updated_at) VALUES ({}, {})",
            json.dumps(asdict(values), ensure_ascii=False),
            resources.clock.now(),
        )
    return values


def check_organisation(values: Organisation) -> None:
    """Raise BadInput naming each field that cannot stand, with what to do."""
    wrong: dict[str, str] = {}
    filled: dict[str, str] = {}
    for name, value in asdict(values).items():
        if isinstance(value, str) and not all(character.isprintable() for character in value):
            wrong[name] = "errors.organisation_characters"
        elif isinstance(value, str) and len(value) > LONGEST:
            wrong[name] = "errors.organisation_too_long"
    if not values.name.strip():
        wrong["name"] = "errors.organisation_name_needed"
    if values.credit_code and not check_credit_code(values.credit_code).ok:
        wrong["credit_code"] = "errors.credit_code_wrong"
    if values.company_profile not in COMPANY_PROFILES:
        wrong["company_profile"] = "errors.organisation_profile"
    if not chain_is_sound(values.approval_chain):
        wrong["approval_chain"] = "approvals.chain_wrong"
    if problem := series_problem(values.series):
        wrong["series"], filled = problem
    if wrong:
        raise BadInput(next(iter(wrong.values())), status=422, fields=wrong, **{"most": str(LONGEST), **filled})


def _difference(one: Organisation, other: Organisation) -> dict[str, Any]:
    """What ``one`` says where the two differ."""
    old = asdict(other)
    return {name: value for name, value in asdict(one).items() if value != old[name]}
