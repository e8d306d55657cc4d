"""Clocks of every sort that a certificate must show on one page, as the engine really counts them."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from deadlines import answer, load_calendar, load_rulebook

MEDIATION = [{"kind": "complaint_received", "on": "2026-09-29"}, {"kind": "accepted", "on": "2026-09-30"}]


def _penalty(*events: dict[str, Any]) -> dict[str, Any]:
    return {"regime": "penalty_procedure", "profile": "authority", "events": list(events)}


def _samr(*events: dict[str, Any], today: str = "2026-11-22") -> dict[str, Any]:
    return {"regime": "samr_complaint", "profile": "authority", "events": list(events), "today": today}


CLOCKS: dict[str, tuple[dict[str, Any], str]] = {
    "seven working days over the National Day": (
        _samr({"kind": "complaint_received", "on": "2026-09-30"}, {"kind": "accepted", "on": "2026-10-12"}),
        "acceptance_decision",
    ),
    "sixty days with two suspensions": (
        _samr(
            *MEDIATION,
            {"kind": "suspended", "on": "2026-10-12", "ground": "appraisal"},
            {"kind": "resumed", "on": "2026-10-20", "ground": "appraisal"},
            {"kind": "suspended", "on": "2026-11-02", "ground": "testing"},
            {"kind": "resumed", "on": "2026-11-13", "ground": "testing"},
        ),
        "mediation_end",
    ),
    "sixty days that end on a Saturday": (
        _samr(
            {"kind": "complaint_received", "on": "2026-08-20"},
            {"kind": "accepted", "on": "2026-08-25"},
            {"kind": "mediation_terminated", "on": "2026-10-20"},
        ),
        "mediation_end",
    ),
    "sixty days of theirs that roll past a weekend": (
        {
            "regime": "samr_complaint",
            "profile": "company",
            "events": [{"kind": "complaint_received", "on": "2026-08-20"}, {"kind": "accepted", "on": "2026-08-25"}],
        },
        "mediation_end",
    ),
    "sixty days or forty-five working days": (
        _samr({"kind": "complaint_received", "on": "2025-08-20"}, {"kind": "accepted", "on": "2025-08-25"}),
        "mediation_end",
    ),
    "fifteen and fifteen working days": (
        {
            "regime": "samr_report",
            "profile": "authority",
            "events": [
                {"kind": "report_received", "on": "2026-09-15"},
                {"kind": "extended", "on": "2026-09-28", "by": "15 working days"},
            ],
        },
        "verification",
    ),
    "ninety and thirty days": (
        _penalty(
            {"kind": "case_opened", "on": "2026-06-15"},
            {"kind": "suspended", "on": "2026-07-06", "ground": "testing"},
            {"kind": "resumed", "on": "2026-07-20", "ground": "testing"},
            {"kind": "extended", "on": "2026-09-10", "by": "30 days"},
        ),
        "case_decision",
    ),
    "six months to sue": (
        {
            "regime": "litigation",
            "profile": "company",
            "events": [{"kind": "penalty_decision_served", "on": "2026-08-31"}],
        },
        "direct_suit",
    ),
    "five years to sue": (
        {
            "regime": "litigation",
            "profile": "company",
            "facts": {"real_property": False},
            "events": [{"kind": "act_made", "on": "2026-08-31"}],
        },
        "suit_cap",
    ),
    "sixty and thirty working days over the Spring Festival": (
        {
            "regime": "labour_inspection",
            "profile": "authority",
            "events": [
                {"kind": "case_opened", "on": "2025-12-01"},
                {"kind": "extended", "on": "2026-02-10", "by": "30 working days"},
            ],
        },
        "investigation",
    ),
    "six months with a flood between": (
        {
            "regime": "litigation",
            "profile": "company",
            "events": [
                {"kind": "penalty_decision_served", "on": "2026-03-31"},
                {"kind": "suspended", "on": "2026-06-20", "ground": "force_majeure"},
                {"kind": "resumed", "on": "2026-07-05", "ground": "force_majeure"},
            ],
        },
        "direct_suit",
    ),
    "twenty years to sue": (
        {
            "regime": "litigation",
            "profile": "company",
            "facts": {"real_property": True},
            "events": [{"kind": "act_made", "on": "2020-08-31"}],
        },
        "suit_cap",
    ),
    "hours": (
        {
            "regime": "network_incident",
            "profile": "company",
            "events": [{"kind": "incident_noticed", "on": "2026-11-20", "at": "2026-11-20T22:40:00+08:00"}],
            "now": "2026-11-21T08:00:00+08:00",
        },
        "",
    ),
    "a paused one": (
        _samr(*MEDIATION, {"kind": "suspended", "on": "2026-11-02", "ground": "appraisal"}),
        "mediation_end",
    ),
    "three years of keeping": (
        {
            "regime": "platform_duties",
            "profile": "company",
            "events": [{"kind": "transaction_completed", "on": "2026-11-20"}],
        },
        "record_retention",
    ),
    "a count back from a hearing": (
        _penalty({"kind": "hearing_scheduled", "on": "2026-09-15", "due": "2026-10-14"}),
        "",
    ),
    "a restarted one": (
        {
            "regime": "samr_report",
            "profile": "authority",
            "events": [
                {"kind": "report_received", "on": "2026-10-20"},
                {"kind": "new_facts_received", "on": "2026-11-03"},
            ],
        },
        "verification",
    ),
    "a directed letter": (
        {
            "regime": "authority_letter",
            "profile": "company",
            "events": [
                {
                    "kind": "letter_received",
                    "on": "2026-11-18",
                    "due": "2026-12-02",
                    "title": "《关于协助核查投诉事项的函》",
                    "number": "示市监函〔2026〕18号",
                }
            ],
        },
        "",
    ),
    "a secondary source": (
        {
            "regime": "environment_report",
            "profile": "authority",
            "events": [{"kind": "report_received", "on": "2026-10-28"}, {"kind": "accepted", "on": "2026-10-30"}],
        },
        "",
    ),
    "a provisional one": (
        _samr(
            {"kind": "complaint_received", "on": "2026-12-18"},
            {"kind": "accepted", "on": "2026-12-22"},
            today="2026-12-23",
        ),
        "mediation_end",
    ),
}
_RULEBOOK, _CALENDAR = load_rulebook(), load_calendar()


def clock(name: str) -> dict[str, Any]:
    """The deadline of that name as the command prints it; the first of its case when no limit is named."""
    request, limit = CLOCKS[name]
    reply = answer(request, rulebook=_RULEBOOK, calendar=_CALENDAR, today=date(2026, 11, 22))
    found = [one for one in reply["deadlines"] if not limit or one["limit"] == limit]
    assert found, (name, [one["limit"] for one in reply["deadlines"]], reply["not_covered"])
    return found[0]


def on_file(deadline: dict[str, Any]) -> dict[str, Any]:
    """A full record for a clock: evidence for its start, its end, and every suspension and extension."""
    kept: dict[str, Any] = {
        "start": _act("收到", "微信图片_20260930101500收件登记及邮政签收回执扫描件.pdf", paper="示收〔2026〕118号"),
        "pauses": [[_act("中止", "鉴定委托书.pdf"), _act("恢复", "鉴定结论送达回证.pdf")] for _ in deadline["pauses"]],
        "extensions": [[_act("延期", "延长办理期限审批表.pdf")] for _ in deadline["extensions"]],
        "moves": [
            {
                "title": "载入2026年放假安排",
                "due_before": "2026-10-14",
                "due_after": deadline["due_on"] or deadline["due_at"] or "",
                "how": "later",
                "proposer": "示例甲",
                "decider": "示例乙",
                "decided_at": "2026-09-01T10:00:00+08:00",
                "reason": "通知已经公布",
            }
        ],
    }
    if deadline["met_on"]:
        kept["met"] = _act("", "告知书送达截图.png")
    return kept


def _act(what: str, name: str, *, paper: str = "") -> dict[str, Any]:
    return {
        "what": what,
        "title": "",
        "paper": paper,
        "evidence": {"name": name, "sha256": hashlib.sha256(name.encode()).hexdigest()},
        "recorded_at": "2026-09-30T10:21:00+08:00",
        "recorded_by": "示例经办人",
    }
