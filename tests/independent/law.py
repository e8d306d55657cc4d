"""The limits, written down from the texts a second time: lengths, what stops them, how far they can be extended.

A text: length and unit ("w" working days, "d" days, "m" months, "h" hours, "named" the day on the paper), the grounds that
it leaves out of the count, and the extensions that it allows one after the other (ANY: as the sender likes).
"""

from __future__ import annotations

from typing import NamedTuple

ANY = "any"
NEVER, ALWAYS = "0001-01-01", "9999-12-31"


class Text(NamedTuple):
    length: int
    unit: str
    stops: tuple[str, ...] = ()
    extensions: tuple[tuple[int, str], ...] | str = ()


class Edition(NamedTuple):
    """What binds for steps from `since` to `until`; `new_start`: facts from which the time is counted anew."""

    since: str
    until: str
    texts: tuple[Text, ...]
    new_start: tuple[str, ...] = ()
    only_if: tuple[str, bool] | None = None
    by_fact: tuple[str, dict[str, Text]] | None = None


class Rule(NamedTuple):
    regime: str
    limit: str
    owes: str  # authority, respondent, complainant, addressee
    starts: tuple[str, ...]
    ends: tuple[str, ...]
    editions: tuple[Edition, ...]
    also_falls_with: tuple[str, ...] = ()
    each_start: bool = False


ORDER_20 = ("2020-01-01", "2026-04-14")  # order 20 art. 40, order 121 art. 46
ORDER_121 = ("2026-04-15", ALWAYS)
PENALTY_LAW = ("2021-07-15", ALWAYS)

SEVEN = Text(7, "w")
FORTY_FIVE = Text(45, "w", ("verification", "inspection", "testing", "appraisal"))  # order 20 arts. 20(3), 21(1)(5)
SIXTY = Text(60, "d", ("testing", "appraisal"))  # 实施条例 art. 46(3), order 121 arts. 22, 23(1)(5)
CLUE = Text(  # 程序规定 art. 18, order 20 art. 23(1), order 121 art. 27(1)
    15, "w", ("testing", "inspection", "quarantine", "appraisal", "right_holder_identification"), ((15, "w"),)
)

RULES = (
    Rule(
        "samr_complaint",
        "acceptance_decision",
        "authority",
        ("complaint_received",),
        ("accepted", "not_accepted"),
        (Edition(*ORDER_20, (SEVEN,)), Edition(*ORDER_121, (SEVEN,))),
    ),
    Rule(
        "samr_complaint",
        "mediation_end",
        "authority",
        ("accepted",),
        ("settled", "withdrawn", "mediation_terminated"),
        (
            Edition("2020-01-01", "2024-06-30", (FORTY_FIVE,)),
            Edition("2024-07-01", "2026-04-14", (FORTY_FIVE, SIXTY)),
            Edition(*ORDER_121, (SIXTY,)),
        ),
    ),
    Rule(
        "samr_complaint",
        "termination_notice",
        "authority",
        ("mediation_terminated",),
        ("parties_notified",),
        (Edition(*ORDER_20, (SEVEN,)), Edition(*ORDER_121, (SEVEN,))),
    ),
    Rule(
        "samr_complaint",
        "clue_verification",
        "authority",
        ("clue_found",),
        ("case_opened", "case_not_opened"),
        (Edition(*ORDER_20, (CLUE,)), Edition(*ORDER_121, (CLUE,))),
    ),
    Rule(
        "samr_report",
        "verification",
        "authority",
        ("report_received",),
        ("case_opened", "case_not_opened"),
        (
            Edition(*ORDER_20, (CLUE,)),
            Edition(*ORDER_121, (CLUE,), new_start=("report_received", "new_facts_received")),  # art. 35(2)
        ),
    ),
    Rule(
        "samr_report",
        "reporter_notice",
        "authority",
        ("case_opened", "case_not_opened"),
        ("reporter_notified",),
        (Edition(*ORDER_20, (Text(5, "w"),), only_if=("real_name", True)),),  # order 20 art. 31(2), gone in order 121
    ),
    Rule(
        "advertising",
        "handle_and_tell",
        "authority",
        ("complaint_received", "report_received"),
        ("parties_notified", "reporter_notified"),
        (Edition("2015-09-01", ALWAYS, (SEVEN,)),),
    ),
    Rule(
        "odr_12315",
        "settlement",
        "respondent",
        ("complaint_received",),
        ("settled", "closed"),
        (Edition("2020-01-01", ALWAYS, (Text(10, "w"),)),),
        also_falls_with=("odr_failed",),
    ),
    Rule(
        "hotline_12345_jinan",
        "reply",
        "addressee",
        ("work_order_dispatched",),
        ("replied",),
        (Edition("2018-09-01", ALWAYS, (Text(5, "w"),)),),
    ),
    Rule(
        "hotline_12345_guangdong",
        "reply",
        "addressee",
        ("work_order_dispatched",),
        ("replied",),
        (
            Edition(
                "2022-09-01",
                ALWAYS,
                (),
                by_fact=(
                    "request_kind",
                    {
                        "enquiry": Text(2, "w"),
                        "help": Text(10, "w"),
                        "suggestion": Text(10, "w"),
                        "complaint": Text(15, "w"),
                        "report": Text(15, "w"),
                    },
                ),
            ),
        ),
    ),
    Rule(
        "company_duties",
        "refund",
        "respondent",
        ("goods_returned",),
        ("refunded",),
        (Edition("2014-03-15", ALWAYS, (Text(7, "d"),)),),
    ),
    Rule(
        "company_duties",
        "deemed_delay",
        "respondent",
        ("refund_requested",),
        ("refunded",),
        (Edition("2015-03-15", ALWAYS, (Text(15, "d"),)),),
    ),
    Rule(
        "penalty_procedure",
        "statement",
        "respondent",
        ("penalty_notice_served",),
        ("statement_made",),
        (Edition(*PENALTY_LAW, (Text(5, "w"),)),),
    ),
    Rule(
        "penalty_procedure",
        "hearing_request",
        "respondent",
        ("penalty_notice_served",),
        ("hearing_requested",),
        (Edition(*PENALTY_LAW, (Text(5, "w"),)),),  # 五日, working days by 行政处罚法 art. 85
    ),
    Rule(
        "penalty_procedure",
        "payment",
        "respondent",
        ("penalty_decision_served",),
        ("fine_paid",),
        (Edition(*PENALTY_LAW, (Text(15, "d"),)),),
    ),
    Rule(
        "litigation",
        "direct_suit",
        "respondent",
        ("penalty_decision_served",),
        ("lawsuit_filed",),
        (Edition("2017-07-01", ALWAYS, (Text(6, "m", ("force_majeure",)),)),),  # 行政诉讼法 (2017) arts. 46, 48
        also_falls_with=("reconsideration_decided",),  # art. 45 sets another period then
    ),
    Rule(
        "petition",
        "handling_opinion",
        "authority",
        ("accepted",),
        ("decision_made",),
        (Edition("2022-05-01", ALWAYS, (Text(60, "d", (), ((30, "d"),)),)),),  # 信访工作条例 art. 34
    ),
    Rule(
        "petition",
        "final_review_decision",
        "authority",
        ("final_review_requested",),
        ("final_review_decided",),
        (Edition("2022-05-01", ALWAYS, (Text(30, "d", ("hearing",)),)),),  # art. 36
    ),
    Rule(
        "bank_insurance_complaint",
        "decision",
        "respondent",
        ("complaint_received",),
        ("decision_notified",),
        (
            Edition(  # arts. 18, 23: 15 days, to 30 where complicated, 30 more with approval
                "2020-03-01",
                ALWAYS,
                (Text(15, "d", ("appraisal", "testing", "assessment", "mediation"), ((15, "d"), (30, "d"))),),
                new_start=("new_facts_received",),
            ),
        ),
    ),
    Rule(
        "authority_letter",
        "reply",
        "addressee",
        ("letter_received",),
        ("replied",),
        (Edition("2015-01-01", ALWAYS, (Text(0, "named", (), ANY),)),),
        each_start=True,
    ),
    Rule(
        "house",
        "first_response",
        "addressee",
        ("incident_noticed", "complaint_received"),
        ("replied", "incident_reported"),
        (Edition("2015-01-01", ALWAYS, (Text(1, "h"),)),),
    ),
    Rule(
        "house",
        "closed_loop",
        "addressee",
        ("incident_noticed", "complaint_received"),
        ("closed", "incident_closed"),
        (Edition("2015-01-01", ALWAYS, (Text(24, "h"),)),),
    ),
)


def rules_of(regime: str) -> list[Rule]:
    return [rule for rule in RULES if rule.regime == regime]
