"""The house's own limits as fields of a form, and back: `label.<id>`, `amount.<id>`, `unit.<id>`, `under.<id>`."""

import re
from typing import Any

from compliance.web.fields import Fields
from compliance.wording import say
from deadlines.house_text import HouseLimit

UNITS = {"working days": "unit_working", "days": "unit_day", "hours": "unit_hour"}
_SPAN = re.compile(r"(\d+) (working day|day|hour)s?")


def house_limits(resources: Any) -> list[HouseLimit]:
    """The limits of the house that a form can change: those with one length, in days or hours."""
    house = resources.rulebook.regimes.get("house")
    found = []
    for limit in house.limits if house else ():
        span = limit.versions[-1].span
        if span is not None and _SPAN.fullmatch(str(span)):
            found.append(HouseLimit(limit.id, limit.label, limit.label_en, str(span), limit.under))
    return found


def house_values(resources: Any) -> dict[str, str]:
    values = {}
    for limit in house_limits(resources):
        amount, _, unit = limit.span.partition(" ")
        values |= {
            f"label.{limit.id}": limit.label,
            f"label_en.{limit.id}": limit.label_en,
            f"amount.{limit.id}": amount,
            f"unit.{limit.id}": unit if unit.endswith("s") else f"{unit}s",
            f"under.{limit.id}": limit.under,
        }
    return values


def check_house(fields: Fields) -> None:
    """Every length a whole number; a new limit with all that it needs."""
    for name in [name for name in fields.values if name.startswith("amount.")]:
        amount = fields.text(name, most=6)
        if name == "amount.new" and not amount and not fields.text("id.new"):
            continue
        if not (amount.isascii() and amount.isdigit() and 0 < int(amount) < 10_000):
            fields.errors[name] = say("law.bad_amount", fields.lang)
    for name in [name for name in fields.values if name.startswith("label") and not name.endswith(".new")]:
        fields.text(name, required=True, most=200, title=say("law.house_label", fields.lang))
    if fields.text("id.new"):
        if not re.fullmatch(r"[a-z][a-z0-9_]{1,40}", fields.text("id.new")):
            fields.errors["id.new"] = say("law.bad_id", fields.lang)
        for name in ("label.new", "label_en.new", "starts.new", "met_by.new"):
            title = say(f"law.house_{name.partition('.')[0]}", fields.lang)
            fields.text(name, required=True, most=200, title=title)


def typed_limits(resources: Any, fields: Fields) -> list[HouseLimit]:
    """The limits as typed, the new one last; call it after `check_house`."""
    standing = [limit for limit in house_limits(resources) if f"amount.{limit.id}" in fields.values]
    found = [_typed(fields, limit.id, limit.id) for limit in standing]
    return [*found, _typed(fields, "new", fields.text("id.new"))] if fields.text("id.new") else found


def _typed(fields: Fields, key: str, name: str) -> HouseLimit:
    amount, unit = fields.text(f"amount.{key}"), fields.text(f"unit.{key}")
    unit = unit if unit in UNITS else "hours"
    return HouseLimit(
        id=name,
        label=fields.text(f"label.{key}"),
        label_en=fields.text(f"label_en.{key}"),
        span=f"{int(amount)} {unit.removesuffix('s') if int(amount) == 1 else unit}",
        under=fields.text(f"under.{key}"),
        starts=fields.many(f"starts.{key}"),
        met_by=fields.many(f"met_by.{key}"),
    )
