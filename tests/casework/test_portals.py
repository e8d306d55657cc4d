"""Portals and their limits on both engines: set by name, changed on record, refused where they cannot be."""

from __future__ import annotations

from typing import Any

import pytest

from compliance.casework.actor import Actor
from compliance.casework.portals import set_portal
from compliance.errors import BadInput
from compliance.records.portals import portals
from compliance.records.verification import verify
from compliance.resources import Resources
from tests.casework.builders import counts, entries
from tests.conftest import person


@pytest.fixture
async def administrator(resources: Resources) -> Actor:
    return await person(resources, "guanli", "administrator")


async def test_a_portal_is_set_by_its_name_and_changed_on_record(resources: Resources, administrator: Actor) -> None:
    first = await set_portal(resources, administrator, name=" 示例  平台 ", characters=500, basis="输入框提示")
    assert (first.name, first.characters, first.blanks_count) == ("示例 平台", 500, True)
    await set_portal(resources, administrator, name="示例 平台", characters=None, blanks_count=False, in_use=False)
    (known,) = await portals(resources.database)
    assert (known.id, known.characters, known.blanks_count) == (first.id, None, False)
    assert await portals(resources.database, in_use=True) == ()
    assert len(await entries(resources, action="set_portal", outcome="done")) == 2
    found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
    assert found.ok


async def test_the_record_of_a_portal_changed_by_hand_shows(resources: Resources, administrator: Actor) -> None:
    await set_portal(resources, administrator, name="示例平台", characters=500, basis="输入框提示")
    await resources.database.execute("UPDATE portals SET characters = 5000")
    found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
    assert not found.ok


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " ", "characters": None}, "name"),
        ({"name": "长" * 61, "characters": None}, "name"),
        ({"name": "示例平台", "characters": 49, "basis": "x"}, "characters"),
        ({"name": "示例平台", "characters": 1_000_001, "basis": "x"}, "characters"),
        ({"name": "示例平台", "characters": 500}, "basis"),
        ({"name": "示例平台", "characters": None, "basis": "长" * 301}, "basis"),
    ],
)
async def test_a_limit_that_cannot_be_is_refused_with_its_place(
    resources: Resources, administrator: Actor, values: dict[str, Any], field: str
) -> None:
    before = await counts(resources)
    with pytest.raises(BadInput) as told:
        await set_portal(resources, administrator, **values)
    assert field in told.value.fields and told.value.message("zh") and told.value.message("en")
    assert await counts(resources) == before
