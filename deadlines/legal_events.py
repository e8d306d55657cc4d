"""Legal events (法律行为与事实): the vocabulary of dated acts that start, stop, move or meet a limit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class EventKind(StrEnum):
    """A kind of legal event, in the order in which acts of one day follow each other in a procedure."""

    label: str
    label_en: str

    def __new__(cls, value: str, label: str, label_en: str) -> EventKind:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label, member.label_en = label, label_en
        return member

    INCIDENT_NOTICED = "incident_noticed", "发现事件", "incident noticed"
    GOODS_RETURNED = "goods_returned", "收到退回商品", "returned goods received"
    REFUND_REQUESTED = "refund_requested", "消费者要求退款", "refund requested"
    REFUNDED = "refunded", "已退款", "refunded"
    COMPLAINT_RECEIVED = "complaint_received", "收到投诉", "complaint received"
    REPORT_RECEIVED = "report_received", "收到举报", "report received"
    WORK_ORDER_DISPATCHED = "work_order_dispatched", "工单派发", "work order dispatched"
    LETTER_RECEIVED = "letter_received", "收到来函", "letter received"
    SIGNED_IN = "signed_in", "签收", "signed in"
    CORRECTION_REQUESTED = "correction_requested", "要求补正", "correction requested"
    CORRECTION_RECEIVED = "correction_received", "收到补正材料", "correction received"
    MATERIALS_COMPLETE = "materials_complete", "材料齐备", "materials complete"
    NEW_FACTS_RECEIVED = "new_facts_received", "收到补充的新事实", "new facts received"
    ACCEPTED = "accepted", "受理", "accepted"
    NOT_ACCEPTED = "not_accepted", "不予受理", "not accepted"
    TRANSFERRED = "transferred", "移送", "transferred"
    RETURNED = "returned", "退回", "returned"
    MEDIATION_STARTED = "mediation_started", "开始调解", "mediation started"
    SUSPENDED = "suspended", "中止", "suspended"
    RESUMED = "resumed", "恢复", "resumed"
    EXTENDED = "extended", "延期", "extended"
    SETTLED = "settled", "达成和解或者调解协议", "settled"
    WITHDRAWN = "withdrawn", "撤回", "withdrawn"
    MEDIATION_TERMINATED = "mediation_terminated", "终止调解", "mediation terminated"
    PARTIES_NOTIFIED = "parties_notified", "告知双方当事人", "parties notified"
    CLUE_FOUND = "clue_found", "发现违法线索", "clue found"
    CASE_OPENED = "case_opened", "立案", "case opened"
    CASE_NOT_OPENED = "case_not_opened", "不予立案", "case not opened"
    REPORTER_NOTIFIED = "reporter_notified", "告知举报人", "reporter notified"
    DECISION_MADE = "decision_made", "作出处理决定", "decision made"
    DECISION_NOTIFIED = "decision_notified", "告知处理决定", "decision notified"
    RECHECK_REQUESTED = "recheck_requested", "申请核查", "recheck requested"
    RECHECK_DECIDED = "recheck_decided", "作出核查决定", "recheck decided"
    REVIEW_REQUESTED = "review_requested", "申请复查", "review requested"
    REVIEW_DECIDED = "review_decided", "作出复查意见", "review decided"
    FINAL_REVIEW_REQUESTED = "final_review_requested", "申请复核", "final review requested"
    FINAL_REVIEW_DECIDED = "final_review_decided", "作出复核意见", "final review decided"
    ODR_FAILED = "odr_failed", "在线和解未成", "online settlement failed"
    REPLIED = "replied", "答复", "replied"
    FILED = "filed", "递交", "filed"
    SERVED = "served", "送达", "served"
    PENALTY_NOTICE_SERVED = "penalty_notice_served", "行政处罚告知书送达", "penalty notice served"
    STATEMENT_MADE = "statement_made", "陈述、申辩", "statement made"
    HEARING_REQUESTED = "hearing_requested", "要求听证", "hearing requested"
    PENALTY_DECISION_SERVED = "penalty_decision_served", "行政处罚决定书送达", "penalty decision served"
    FINE_PAID = "fine_paid", "缴纳罚没款", "fine paid"
    RECONSIDERATION_APPLIED = "reconsideration_applied", "申请行政复议", "reconsideration applied for"
    RECONSIDERATION_DECIDED = "reconsideration_decided", "作出行政复议决定", "reconsideration decided"
    LAWSUIT_FILED = "lawsuit_filed", "提起诉讼", "lawsuit filed"
    INCIDENT_REPORTED = "incident_reported", "报告事件", "incident reported"
    INCIDENT_CLOSED = "incident_closed", "事件闭环", "incident closed"
    CLOSED = "closed", "办结", "closed"
    REOPENED = "reopened", "重新办理", "reopened"


RANK = {kind: place for place, kind in enumerate(EventKind)}

# Acts that presuppose that something was received; the others can be the first fact of a case.
RECEIPTS = frozenset(
    {
        EventKind.COMPLAINT_RECEIVED,
        EventKind.REPORT_RECEIVED,
        EventKind.WORK_ORDER_DISPATCHED,
        EventKind.LETTER_RECEIVED,
    }
)
FOLLOWS_RECEIPT = frozenset(
    kind
    for kind in EventKind
    if RANK[EventKind.SIGNED_IN] <= RANK[kind] <= RANK[EventKind.SERVED]
    or kind in (EventKind.CLOSED, EventKind.REOPENED)
)
TOLD_LATER = frozenset({EventKind.ACCEPTED, EventKind.NOT_ACCEPTED})
VOIDING = frozenset({EventKind.WITHDRAWN, EventKind.TRANSFERRED, EventKind.CLOSED})


@dataclass(frozen=True, slots=True)
class LegalEvent:
    """One legal event: `kind` on the day in law `on` (Asia/Shanghai), `at` where the instant is known.

    `decided_on` is the day of an acceptance decision told later (rule 10); `due` the day that a letter or work order
    sets; `ground` why a count was suspended; `by` the length of an extension; `limit` the limit that it names;
    `title` and `number` identify the paper; `note` is free text that no rule reads.
    """

    kind: EventKind
    on: date
    at: datetime | None = None
    decided_on: date | None = None
    due: date | None = None
    ground: str = ""
    by: str = ""
    limit: str = ""
    title: str = ""
    number: str = ""
    note: str = ""

    @property
    def starts_on(self) -> date:
        """The day from which a limit started by this event runs: the decision, where it was told later."""
        return self.decided_on or self.on

    @property
    def order(self) -> tuple[date, bool, str, int]:
        """Sort key: day, then instant where known, then the procedural order of acts on one day."""
        return (self.on, self.at is not None, self.at.isoformat() if self.at else "", RANK[self.kind])
