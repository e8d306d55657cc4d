"""The menu: which pages a role sees, with the counts that the pages behind them show."""

from dataclasses import dataclass
from typing import Any

from compliance.casework.actor import Actor
from compliance.records import menu_counts
from compliance.roles import may
from compliance.web.health import sweeper_is_dead


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    key: str
    href: str
    icon: str
    count: int | None = None
    hot: bool = False


@dataclass(frozen=True)
class Group:
    """Lines under one heading; an empty title means none."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Counts:
    """Numbers beside the lines; `urgent` are clocks overdue or due today of this person."""

    urgent: int = 0
    waiting: int = 0
    receipts: int = 0
    dated_back: int = 0
    law: int = 0
    letters: int = 0
    unread: int = 0
    sweeper_dead: bool = False


async def counts(resources: Any, actor: Actor) -> Counts:
    """Return the numbers for this person's menu."""
    database, clock = resources.database, resources.clock
    return Counts(
        urgent=await menu_counts.urgent_clocks(database, username=actor.username, today=clock.today(), now=clock.now()),
        waiting=await menu_counts.documents_waiting(database),
        receipts=await menu_counts.receipts_missing(database),
        dated_back=await menu_counts.receipts_to_confirm(database, actor.user_id)
        if may(actor.role, "confirm_receipt")
        else 0,
        law=await menu_counts.law_changes_to_confirm(database, actor.user_id)
        if may(actor.role, "confirm_law_change")
        else 0,
        letters=await menu_counts.letters_to_confirm(database, actor.user_id)
        if may(actor.role, "confirm_letter")
        else 0,
        unread=await menu_counts.unread_notices(database, actor.user_id),
        sweeper_dead=await sweeper_is_dead(resources),
    )


def menu(actor: Actor | None, numbers: Counts, profile: str) -> tuple[Group, ...]:
    """Return the menu for a role; nobody gets only what is public."""
    if actor is None:
        return ()
    can = lambda act: may(actor.role, act)  # noqa: E731 - one word for one question, used nine times below
    work = [Entry("board", "/", "board", numbers.urgent, numbers.urgent > 0)]
    if can("receive_complaint"):
        work.append(Entry("new", "/complaints/new", "new"))
    work.append(Entry("register", "/complaints", "register"))
    if can("classify_complaint"):
        # No count here: it would read the classification of every file for every page.
        work.append(Entry("classification", "/classification", "review"))
    if can("import_export"):
        work.append(Entry("import", "/complaints/import", "import"))
    papers = [Entry("filings", "/filings", "filings", numbers.receipts)]
    if can("draft_letter") or can("approve_document"):
        papers.insert(0, Entry("reviews", "/reviews", "review", numbers.waiting))
    if can("record_legal_event"):
        papers.append(
            Entry("receipts", "/receipts", "done", numbers.dated_back, numbers.dated_back > 0)
            if can("confirm_receipt")
            else Entry("receipts", "/receipts", "done")
        )
    papers.append(
        Entry("letters", "/letters", "rules", numbers.letters, numbers.letters > 0)
        if can("confirm_letter")
        else Entry("letters", "/letters", "rules")
    )
    law = [
        Entry("calculator", "/calculator", "calculator"),
        Entry("rules", "/rules", "rules"),
        Entry("calendar", "/calendar", "calendar"),
        Entry("law_changes", "/law/changes", "new", numbers.law, numbers.law > 0)
        if can("confirm_law_change")
        else Entry("law_changes", "/law/changes", "new"),
    ]
    papers.append(Entry("numbers", "/numbers", "hash"))
    house = []
    if can("read_settings"):
        house.append(Entry("organisation", "/settings/organisation", "columns"))
        house.append(Entry("portals", "/settings/portals", "copy"))
    if can("audit_read"):
        house.append(Entry("audit", "/audit", "audit"))
    if can("administer"):
        house.append(Entry("users", "/users", "users"))
    house.append(Entry("verify", "/verify", "search"))
    house.append(Entry("help", "/help", "help"))
    return (
        Group("", tuple(work)),
        Group("pages.nav.papers", tuple(papers)),
        Group("pages.nav.law", tuple(law)),
        Group("pages.nav.house", tuple(house)),
    )
