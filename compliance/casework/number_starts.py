"""起始序号: a series goes on from a later number, because numbers were given on paper before."""

from __future__ import annotations

from compliance.casework.actor import Actor, acting
from compliance.casework.organisation import organisation
from compliance.casework.reasons import require_reason
from compliance.errors import BadInput, NotAllowedNow
from compliance.records.series import last_number, start_at
from compliance.resources import Resources

HIGHEST = 99_999


async def set_next_number(
    resources: Resources, actor: Actor, *, series: str, year: int, next_serial: int, reason: str
) -> None:
    """Let a series go on with a later number; upwards only. Raises BadInput or NotAllowedNow with what can be done."""
    this_year = resources.clock.today().year
    require_reason(reason, field="start_reason")
    if not 2 <= next_serial <= HIGHEST or not this_year - 1 <= year <= this_year + 1:
        raise BadInput("errors.series_start_range", most=HIGHEST, first=this_year - 1, last=this_year + 1)
    if series not in {each.code for each in (await organisation(resources)).series}:
        raise BadInput("errors.series_unknown", series=series[:32])
    async with (
        resources.turns.turn(f"series:{series}"),
        acting(resources, actor, "set_next_number", needs="administer") as entry,
    ):
        entry.about("series", series)
        entry.reason = reason.strip()[:500]
        before = await start_at(
            resources.database,
            series=series,
            year=year,
            next_serial=next_serial,
            reason=entry.reason,
            set_by=actor.user_id,
            at=resources.clock.now(),
        )
        if before is None:
            last = await last_number(resources.database, series=series, year=year)
            raise NotAllowedNow("errors.series_not_up", series=series, year=year, next=last + 1)
        entry.before, entry.after = {"next": before + 1}, {"year": year, "next": next_serial}
