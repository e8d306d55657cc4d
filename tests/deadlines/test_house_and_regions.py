"""House limits under a statutory one, and rules that name the calendar of a region."""

from __future__ import annotations

from datetime import date

import pytest

from deadlines import (
    CalendarError,
    Rulebook,
    RulebookError,
    WorkingCalendar,
    check_rulebook,
    compute_deadlines,
    event_from_json,
    read_edition,
    rule_texts,
    rulebook_of,
)

HOUSE = """regime = "house"
label = "内部时限"
label_en = "House limits"

[[limit]]
id = "draft_decision"
row = "H4"
label = "拟出受理意见"
label_en = "Draft the decision on acceptance"
owner = "addressee"
kind = "house"
under = "samr_complaint.acceptance_decision"
starts = ["complaint_received"]
met_by = ["accepted", "not_accepted"]
produces = "受理意见"
produces_en = "draft"
consequence = "按内部规定考核"
consequence_en = "internal policy"

  [[limit.version]]
  from = 2020-01-01
  span = "{span}"
  cite = { instrument = "内部规定", number = "", article = "", evidence = "text_seen", checked = 2026-11-22 }
"""
# An invented notice of a region: none is published here.
REGION = """year = 2026
calendar = "example_region"
number = "（试）地方1号"
title = "试验用的地方节日"
issued_on = 2026-01-05

[[holiday]]
name = "试验节"
from = 2026-11-25
until = 2026-11-26
"""


def _with_house(span: str, **changes: str) -> Rulebook:
    text = HOUSE.replace("{span}", span)
    for old, new in changes.items():
        text = text.replace(old, new)
    return rulebook_of({**rule_texts(), "house.toml": text})


@pytest.mark.parametrize("span", ["6 working days", "7 working days", "7 days", "120 hours"])
def test_a_house_limit_within_the_statutory_one_passes(calendar: WorkingCalendar, span: str) -> None:
    assert not [f for f in check_rulebook(_with_house(span), calendar) if f.level == "error"]


@pytest.mark.parametrize("span", ["8 working days", "12 days", "480 hours", "1 month"])
def test_a_house_limit_longer_than_the_statutory_one_is_an_error(calendar: WorkingCalendar, span: str) -> None:
    (found,) = [f for f in check_rulebook(_with_house(span), calendar) if f.level == "error"]
    assert (found.file, found.limit, found.key) == ("house.toml", "draft_decision", "span")
    assert "samr_complaint.acceptance_decision" in found.message and "缩短" in found.message


def test_a_house_limit_under_nothing_that_exists_is_refused() -> None:
    with pytest.raises(RulebookError) as refused:
        _with_house("6 working days", **{"samr_complaint.acceptance_decision": "samr_complaint.acceptance"})
    assert (refused.value.file, refused.value.key) == ("house.toml", "under")


def test_a_rule_counts_by_the_calendar_that_it_names(calendar: WorkingCalendar) -> None:
    regional = calendar.with_edition(read_edition(REGION, file="example_region-2026.toml"))
    named = _with_house("6 working days", **{'kind = "house"': 'kind = "house"\ncalendar = "example_region"'})
    event = event_from_json({"kind": "complaint_received", "on": "2026-11-20"})

    def due(rulebook: Rulebook, seen: WorkingCalendar) -> date | None:
        outcome = compute_deadlines([event], rulebook=rulebook, calendar=seen, regimes=["house"], profile="company")
        return outcome.deadlines[0].due_on

    # 23 24 25 26 27 30 November; with the 25th and 26th off in the region: … 27 30 November, 1 2 December.
    assert due(_with_house("6 working days"), regional) == date(2026, 11, 30)
    assert due(named, regional) == date(2026, 12, 2)
    assert regional.status(2026).editions == calendar.status(2026).editions
    assert not regional.is_festival(date(2026, 11, 25)) and regional.is_working_day(date(2026, 11, 25))


def test_a_calendar_that_is_not_on_board_is_refused(calendar: WorkingCalendar) -> None:
    with pytest.raises(CalendarError) as refused:
        calendar.for_region("example_region")
    assert "地区" in str(refused.value)


def test_a_regional_notice_moves_no_working_day_to_another(calendar: WorkingCalendar) -> None:
    text = REGION.replace("until = 2026-11-26", "until = 2026-11-26\nmakeup = [2026-11-28]")
    with pytest.raises(CalendarError) as refused:
        calendar.with_edition(read_edition(text, file="example_region-2026.toml"))
    assert "调休" in str(refused.value)
