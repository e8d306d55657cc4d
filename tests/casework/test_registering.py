"""Registering: a double click makes one case, numbers have no gaps, what is missing is told all at once."""

from __future__ import annotations

import asyncio
from datetime import date

import pytest

from compliance.casework.actor import Actor
from compliance.casework.intake import receive_complaint
from compliance.errors import BadInput, NotAllowedNow
from compliance.resources import Resources
from tests.casework.builders import SUN_2026_11_22, counts, incoming, registered


async def numbers(resources: Resources) -> list[str]:
    return [row["number"] for row in await resources.database.fetch("SELECT number FROM complaints ORDER BY id")]


async def test_a_second_click_gives_back_what_the_first_made(resources: Resources, officer: Actor) -> None:
    first = await registered(resources, officer, key="k")
    before = await counts(resources)
    assert await registered(resources, officer, key="k") == first
    assert await counts(resources) == before


async def test_ten_clicks_at_once_make_one_case_and_one_entry(resources: Resources, officer: Actor) -> None:
    made = await asyncio.gather(*(registered(resources, officer, key="k") for _ in range(10)))
    assert {case.number for case in made} == {"TS-2026-00001"}
    assert (await counts(resources))["complaints"] == (await counts(resources))["persons"] == 1
    assert (await counts(resources))["audit_entries"] == 1
    assert (await registered(resources, officer, key="next")).number == "TS-2026-00002", "no number was burnt"


async def test_twenty_registrations_at_once_get_twenty_numbers_without_a_gap(
    resources: Resources, officer: Actor
) -> None:
    await asyncio.gather(*(registered(resources, officer, key=f"k{n}") for n in range(20)))
    assert sorted(await numbers(resources)) == [f"TS-2026-{n:05d}" for n in range(1, 21)]


async def test_a_number_that_is_registered_already_is_refused_with_the_case(
    resources: Resources, officer: Actor
) -> None:
    await registered(resources, officer, key="a", external_number="EX-1")
    before = await counts(resources)
    with pytest.raises(NotAllowedNow, match="TS-2026-00001"):
        await registered(resources, officer, key="b", external_number="EX-1")
    assert await counts(resources) == before
    assert (await registered(resources, officer, key="c")).number == "TS-2026-00002"


@pytest.mark.parametrize(
    ("changes", "regimes", "fields"),
    [
        ({"received_on": None}, ("samr_complaint",), {"received_on"}),
        ({"received_on": SUN_2026_11_22}, ("samr_complaint",), {"received_on"}),
        ({"received_on": date(1999, 12, 31)}, ("samr_complaint",), {"received_on"}),
        ({"title": " ", "content": ""}, ("samr_complaint",), {"content"}),
        ({"content": "长" * 60_001}, ("samr_complaint",), {"content"}),
        ({"received_on": None, "title": "", "content": ""}, ("samr_complaint",), {"received_on", "content"}),
        ({}, ("authority_letter",), {"due_on"}),
        ({"due_on": date(2026, 11, 1)}, ("authority_letter",), {"due_on"}),
    ],
)
async def test_everything_that_is_wrong_is_told_at_once_and_nothing_stored(
    resources: Resources, officer: Actor, changes: dict, regimes: tuple[str, ...], fields: set[str]
) -> None:
    before = await counts(resources)
    with pytest.raises(BadInput) as told:
        await registered(resources, officer, regimes=regimes, **changes)
    assert set(told.value.fields) == fields
    assert told.value.message("zh").strip() and told.value.message("en").strip()
    assert await counts(resources) == before


async def test_an_unknown_regime_is_refused_by_name(resources: Resources, officer: Actor) -> None:
    with pytest.raises(BadInput, match="martian_complaint"):
        await receive_complaint(
            resources, officer, incoming=incoming(), regimes=("martian_complaint",), submission_key="k"
        )
    assert (await counts(resources))["complaints"] == 0
