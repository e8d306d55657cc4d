"""Signing in: every refusal reads the same, guessing is slowed down also in parallel, every attempt is on record."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from compliance.casework import people
from compliance.casework.actor import Actor, system_actor
from compliance.errors import BadInput, ComplianceError, Forbidden
from compliance.records.sessions import (
    IDLE,
    LONGEST,
    end_session,
    find_session,
    start_session,
    sweep_sessions,
    token_hash,
    touch_session,
)
from compliance.resources import Clock, Resources
from tests.casework.builders import entries
from tests.conftest import PASSWORD, person


class LaterClock(Clock):
    """The same day, some minutes later."""

    ahead = timedelta()

    def now(self):
        return super().now() + self.ahead


def later(resources: Resources, ahead: timedelta) -> None:
    clock = LaterClock(resources.clock.pinned)
    object.__setattr__(clock, "ahead", ahead)
    resources.clock = clock


@pytest.fixture
async def jing(resources: Resources, monkeypatch: pytest.MonkeyPatch) -> Actor:
    """An account with a password; hashed with small parameters, for the strength of argon2 is not the point here."""
    from argon2 import PasswordHasher

    monkeypatch.setattr(people, "HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1))
    people._nobody.cache_clear()
    await people.add_user(
        resources, system_actor(resources), username="jing", name="示例经办", role="officer", password=PASSWORD
    )
    yield await people.sign_in(resources, username="jing", password=PASSWORD)
    people._nobody.cache_clear()


async def refusal(resources: Resources, username: str, password: str) -> ComplianceError:
    with pytest.raises(ComplianceError) as told:
        await people.sign_in(resources, username=username, password=password, address="192.0.2.1")
    return told.value


async def test_the_right_password_signs_in_and_is_on_record(resources: Resources, jing: Actor) -> None:
    actor = await people.sign_in(resources, username=" JING ", password=PASSWORD, address="192.0.2.1")
    assert (actor.username, actor.role) == ("jing", "officer")
    entry = (await entries(resources, action="sign_in"))[-1]
    assert (entry["actor"], entry["outcome"], entry["address"]) == ("jing", "done", "192.0.2.1")


async def test_unknown_wrong_disabled_and_system_are_refused_in_the_same_words(
    resources: Resources, jing: Actor
) -> None:
    await people.add_user(
        resources, system_actor(resources), username="away", name="离职", role="officer", password=PASSWORD
    )
    await people.disable_user(resources, system_actor(resources), username="away", reason="离职")
    told = [
        await refusal(resources, username, password)
        for username, password in (
            ("nobody", PASSWORD),
            ("jing", "wrong password"),
            ("away", PASSWORD),
            ("system", "!"),
            ("", ""),
            ("jing' OR 1=1 --", "x"),
        )
    ]
    assert len({(each.message("zh"), each.message("en"), each.status, each.message_id) for each in told}) == 1
    refused = await entries(resources, action="sign_in", outcome="refused")
    assert len(refused) == len(told)
    assert PASSWORD not in str(await entries(resources))


async def test_after_five_failures_even_the_right_password_waits(resources: Resources, jing: Actor) -> None:
    for _ in range(people.FREE_FAILURES):
        assert (await refusal(resources, "jing", "wrong")).message_id == "errors.sign_in_failed"
    assert (await refusal(resources, "jing", PASSWORD)).message_id == "errors.sign_in_wait"
    later(resources, timedelta(seconds=16))
    await people.sign_in(resources, username="jing", password=PASSWORD)
    row = await resources.database.one("SELECT failures, locked_until FROM users WHERE username = 'jing'")
    assert row == {"failures": 0, "locked_until": None}


async def test_the_wait_doubles_up_to_fifteen_minutes(resources: Resources, jing: Actor) -> None:
    waits, ahead = [], timedelta()
    for _ in range(14):
        await refusal(resources, "jing", "wrong")
        row = await resources.database.one("SELECT locked_until FROM users WHERE username = 'jing'")
        if row and row["locked_until"]:
            waits.append(round((row["locked_until"] - resources.clock.now()).total_seconds()))
            ahead += timedelta(seconds=waits[-1] + 1)
            later(resources, ahead)
    assert waits[:4] == [15, 30, 60, 120] and waits[-1] == 900 and max(waits) == 900


async def test_guesses_sent_all_at_once_do_not_slip_past_the_wait(resources: Resources, jing: Actor) -> None:
    told = await asyncio.gather(*(refusal(resources, "jing", f"guess {n}") for n in range(40)))
    checked = sum(each.message_id == "errors.sign_in_failed" for each in told)
    assert checked <= people.FREE_FAILURES + 2, "at most the two that were being hashed come on top"
    row = await resources.database.one("SELECT failures, locked_until FROM users WHERE username = 'jing'")
    assert row and row["locked_until"] is not None
    assert (await refusal(resources, "jing", PASSWORD)).message_id == "errors.sign_in_wait"


async def test_changing_a_password_needs_the_old_one_and_ends_all_sessions(resources: Resources, jing: Actor) -> None:
    now = resources.clock.now()
    token, _ = await start_session(resources.database, user_id=jing.user_id, body={}, at=now)
    with pytest.raises(BadInput):
        await people.change_password(resources, jing, old="wrong", new="a brand new sentence")
    with pytest.raises(BadInput):
        await people.change_password(resources, jing, old=PASSWORD, new="short")
    assert await find_session(resources.database, token, at=now)
    await people.change_password(resources, jing, old=PASSWORD, new="a brand new sentence")
    assert await find_session(resources.database, token, at=now) is None
    await refusal(resources, "jing", PASSWORD)
    await people.sign_in(resources, username="jing", password="a brand new sentence")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": "Jing Wei"}, "username"),
        ({"username": "jing"}, "username"),
        ({"name": " "}, "name"),
        ({"role": "root"}, "role"),
        ({"role": "system"}, "role"),
        ({"password": "elevenchars"}, "password"),
    ],
)
async def test_an_account_that_cannot_be_is_refused(
    resources: Resources, jing: Actor, values: dict, field: str
) -> None:
    given = {"username": "wei", "name": "示例", "role": "officer", "password": PASSWORD, **values}
    with pytest.raises(BadInput) as told:
        await people.add_user(resources, system_actor(resources), **given)
    assert set(told.value.fields) == {field}


async def test_only_an_administrator_makes_and_disables_accounts_and_never_himself(resources: Resources) -> None:
    officer, chief = await person(resources, "o", "officer"), await person(resources, "a", "administrator")
    with pytest.raises(Forbidden):
        await people.set_active(resources, officer, username="a", active=False, reason="x")
    with pytest.raises(BadInput):
        await people.disable_user(resources, chief, username="a", reason="x")
    user = await people.disable_user(resources, chief, username="o", reason="离职")
    assert user.active is False


async def test_a_token_that_we_did_not_make_is_never_adopted(resources: Resources, officer: Actor) -> None:
    now = resources.clock.now()
    for planted in ("attackerchosen", "", "0" * 64, token_hash("x")):
        assert await find_session(resources.database, planted, at=now) is None
    token, session = await start_session(resources.database, user_id=officer.user_id, body={}, at=now)
    assert await find_session(resources.database, session.token_hash, at=now) is None, "the hash is no token"
    rows = await resources.database.fetch("SELECT * FROM sessions")
    assert token not in str(rows)
    assert (await find_session(resources.database, token, at=now)) == session


async def test_a_session_ends_by_idleness_by_age_by_sign_out_and_with_the_account(
    resources: Resources, officer: Actor
) -> None:
    now, second = resources.clock.now(), timedelta(seconds=1)
    database = resources.database
    token, session = await start_session(database, user_id=officer.user_id, body={}, at=now)
    assert await find_session(database, token, at=now + IDLE - second)
    assert await find_session(database, token, at=now + IDLE) is None
    at = now
    while at + IDLE < now + LONGEST:
        at += IDLE - second
        live = await find_session(database, token, at=at)
        assert live is not None
        await touch_session(database, live, at=at)
    await touch_session(database, replace(session, seen_at=at), at=now + LONGEST - second)
    assert await find_session(database, token, at=now + LONGEST) is None, "ten hours are the end, in use or not"
    token, _ = await start_session(database, user_id=officer.user_id, body={}, at=now)
    await people.disable_user(resources, system_actor(resources), username="jing", reason="停用")
    assert await find_session(database, token, at=now) is None
    await people.set_active(resources, system_actor(resources), username="jing", active=True, reason="复用")
    assert await find_session(database, token, at=now) is None, "enabling the account does not revive its sessions"
    token, _ = await start_session(database, user_id=officer.user_id, body={}, at=now)
    await end_session(database, token)
    assert await find_session(database, token, at=now) is None
    await sweep_sessions(database, at=now + LONGEST)
    assert await database.fetch("SELECT * FROM sessions") == []
