"""The numbers beside the menu equal the lists behind them: hours, guidance and other people's cases included."""

from datetime import timedelta

import pytest

from compliance.casework.actor import Actor
from compliance.casework.intake import receive_complaint
from compliance.records import documents, due_dates, filings, menu_counts, notices, people
from compliance.roles import Role
from tests.web.conftest import SAT_2026_11_21, complaint

REGIMES = (
    ("samr_complaint", "house"),
    ("hotline_12345_jinan", "samr_complaint"),
    ("hotline_12345", "authority_letter"),
    ("odr_12315", "company_duties"),
)


async def furnish_more(resources) -> None:
    user = await people.user_by_name(resources.database, "officer")
    officer, now = Actor(user.id, user.username, user.display_name, Role.officer), resources.clock.now()
    for n, days in enumerate((0, 1, 3, 9, 12, 30)):
        for regimes in REGIMES:
            incoming = complaint(
                days, title=f"{n} {regimes[0]}", due_on=SAT_2026_11_21 - timedelta(days - 4),
                received_at=now - timedelta(days=days, minutes=30 * n + 5),
            )  # fmt: skip
            await receive_complaint(
                resources, officer, incoming=incoming, regimes=regimes,
                submission_key=f"count-{n}-{regimes[0]}", handler_id=user.id if n % 3 else None,
            )  # fmt: skip


@pytest.mark.parametrize("username", ["officer", "reviewer"])
def test_every_number_is_the_length_of_its_list(house, username):
    async def compare():
        resources = house.resources
        database, clock = resources.database, resources.clock
        if username == "officer":
            await furnish_more(resources)
        now, today = clock.now(), clock.today()
        found = []
        for day in (today, *(today + timedelta(n) for n in (-1, 1, 2, 5, 9, 20))):
            at = now + (day - today)
            clocks = await due_dates.open_clocks(
                database, calendar=resources.calendar, today=day, now=at, handler=username
            )
            numbers = due_dates.clock_counts(clocks)
            counted = await menu_counts.urgent_clocks(database, username=username, today=day, now=at)
            found.append((day, counted, numbers["overdue"] + numbers["today"]))
        user = await people.user_by_name(database, username)
        missing = await filings.list_filings(database, filings.FilingFilters(receipt="missing"))
        lists = (await documents.documents_waiting(database), missing, await notices.unread(database, user.id))
        numbers = (
            await menu_counts.documents_waiting(database),
            await menu_counts.receipts_missing(database),
            await menu_counts.unread_notices(database, user.id),
        )
        return found, tuple(map(len, lists)), numbers

    found, lengths, numbers = house.run(compare)
    assert [(day, counted) for day, counted, _ in found] == [(day, listed) for day, _, listed in found]
    assert lengths == numbers
    if username == "officer":
        assert found[0][1] > 5, "there must be something to count"
