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
    # Facts and acts beside the procedure: they open clocks of special rules and may come before any receipt.
    INFRINGEMENT_KNOWN = "infringement_known", "知道权益受到侵害", "infringement known"
    DISPUTE_AROSE = "dispute_arose", "争议或者申诉事项发生", "dispute arose"
    GOODS_RECEIVED = "goods_received", "收到商品", "goods received"
    RETURN_REQUESTED = "return_requested", "要求退货", "return requested"
    EXCHANGE_REQUESTED = "exchange_requested", "要求更换或者退货", "exchange or return requested"
    EXCHANGE_COMPLETED = "exchange_completed", "完成更换或者退货", "exchange or return completed"
    REPAIR_STARTED = "repair_started", "开始修理", "repair started"
    REPAIR_COMPLETED = "repair_completed", "修理完毕", "repair completed"
    PREPAYMENT_MADE = "prepayment_made", "支付预付款", "prepayment made"
    PERFORMANCE_PROMISED = "performance_promised", "承诺履行", "performance promised"
    PERFORMED = "performed", "已履行", "performed"
    TRANSACTION_COMPLETED = "transaction_completed", "交易完成", "transaction completed"
    CLOSURE_PLANNED = "closure_planned", "拟停业或者迁址", "closure or move planned"
    RULE_CHANGE_PLANNED = "rule_change_planned", "拟修改规则", "rule change planned"
    PUBLIC_NOTICE_MADE = "public_notice_made", "已公示或者公告", "public notice made"
    MEASURE_TAKEN = "measure_taken", "采取措施", "measure taken"
    MEASURE_APPROVED = "measure_approved", "补办批准手续", "measure approved"
    MEASURE_LIFTED = "measure_lifted", "解除措施", "measure lifted"
    SELLER_CHANGED = "seller_changed", "经营者信息变更", "seller's particulars changed"
    SELLER_REPORTED = "seller_reported", "报送变更信息", "change reported"
    SELLER_UPDATED = "seller_updated", "核验更新信息", "particulars verified and updated"
    COUNTER_STATEMENT_DELIVERED = "counter_statement_delivered", "不侵权声明送达权利人", "counter-statement delivered"
    INSPECTION_RESULT_RECEIVED = "inspection_result_received", "收到检验结论", "inspection result received"
    REINSPECTION_REQUESTED = "reinspection_requested", "申请复检", "re-inspection requested"
    OBJECTION_RECEIVED = "objection_received", "收到异议", "objection received"
    OBJECTION_FILED = "objection_filed", "提出异议", "objection filed"
    QUERY_RECEIVED = "query_received", "收到查询或者询问", "enquiry received"
    RIGHTS_REQUESTED = "rights_requested", "收到个人信息权利请求", "personal-information request received"
    FAULT_REPORTED = "fault_reported", "收到障碍申告", "fault reported"
    ARREARS_PAID = "arrears_paid", "补足欠费", "arrears paid"
    SERVICE_RESTORED = "service_restored", "修复或者恢复服务", "service restored"
    RISK_KNOWN = "risk_known", "知悉安全风险", "safety risk known"
    RECALL_DECIDED = "recall_decided", "作出召回决定", "recall decided"
    RECALL_STARTED = "recall_started", "启动召回", "recall started"
    RECALL_NOTIFIED = "recall_notified", "通知停止销售、使用", "stop-sale notice given"
    RECALL_PLAN_FILED = "recall_plan_filed", "召回计划备案", "recall plan filed"
    RECALL_ANNOUNCED = "recall_announced", "发布召回公告", "recall announced"
    RECALL_PROGRESS_REPORTED = "recall_progress_reported", "报告召回进展", "recall progress reported"
    RECALL_COMPLETED = "recall_completed", "完成召回", "recall completed"
    RECALL_NOTICE_RECEIVED = "recall_notice_received", "收到召回通知", "recall notice received"
    ADVERSE_EVENT_KNOWN = "adverse_event_known", "发现或者获知不良事件", "adverse event known"
    ADVERSE_EVENT_REPORTED = "adverse_event_reported", "报告不良事件", "adverse event reported"
    SELF_INSPECTION_REPORTED = "self_inspection_reported", "提交自查报告", "self-inspection reported"
    DEATH_DISPUTED = "death_disputed", "患者死亡且对死因有异议", "cause of a patient's death disputed"
    AUTOPSY_DONE = "autopsy_done", "完成尸检", "autopsy done"
    VULNERABILITY_FOUND = "vulnerability_found", "发现安全缺陷、漏洞", "vulnerability found"
    INCIDENT_REPORT_RECEIVED = "incident_report_received", "收到事件报告", "incident report received"
    INCIDENT_FORWARDED = "incident_forwarded", "逐级上报", "incident reported upward"
    SUMMARY_REPORTED = "summary_reported", "提交处置总结报告", "final report filed"
    JURISDICTION_DISPUTED = "jurisdiction_disputed", "发生管辖争议", "jurisdiction disputed"
    JURISDICTION_SETTLED = "jurisdiction_settled", "协商确定或者指定管辖", "jurisdiction settled"
    MATERIALS_RECEIVED = "materials_received", "收到报请、移交材料", "papers received"
    EVIDENCE_PRESERVED = "evidence_preserved", "先行登记保存证据", "evidence preserved"
    EVIDENCE_DEALT_WITH = "evidence_dealt_with", "对保存的证据作出处理", "preserved evidence dealt with"
    ASSISTANCE_REQUESTED = "assistance_requested", "收到协助请求", "assistance requested"
    REVIEW_FILE_RECEIVED = "review_file_received", "收到案件材料（审核）", "file received for legal review"
    LEGAL_REVIEW_DONE = "legal_review_done", "完成审核", "legal review done"
    HEARING_SCHEDULED = "hearing_scheduled", "确定听证日期", "hearing scheduled"
    HEARING_NOTICE_SERVED = "hearing_notice_served", "送达听证通知", "hearing notice served"
    PUBLIC_SERVICE_MADE = "public_service_made", "公告送达", "service by public notice"
    DEMAND_SERVED = "demand_served", "催告书送达", "demand served"
    REMEDY_PERIOD_ENDED = "remedy_period_ended", "复议、诉讼期限届满", "review and suit periods ended"
    ENFORCEMENT_APPLIED = "enforcement_applied", "申请法院强制执行", "enforcement applied for"
    CLOSING_GROUND_AROSE = "closing_ground_arose", "出现结案情形", "ground for closing arose"
    PENALTY_PUBLISHED = "penalty_published", "公示行政处罚信息", "penalty published"
    PENALTY_CHANGED = "penalty_changed", "行政处罚变更或者撤销", "penalty changed or annulled"
    PUBLICATION_WITHDRAWN = "publication_withdrawn", "撤下公示信息", "publication withdrawn"
    VIOLATION_ENDED = "violation_ended", "违法行为发生或者终了", "violation occurred or ended"
    ACT_MADE = "act_made", "作出行政行为", "administrative act made"
    ACT_KNOWN = "act_known", "知道行政行为", "administrative act known"
    DUTY_REQUESTED = "duty_requested", "申请履行法定职责", "performance of a duty requested"
    DUTY_PERFORMED = "duty_performed", "履行法定职责", "duty performed"
    DUTY_PERIOD_ENDED = "duty_period_ended", "履行职责期限届满", "period to perform the duty ended"
    RECONSIDERATION_ACCEPTED = "reconsideration_accepted", "行政复议受理", "reconsideration accepted"
    RECONSIDERATION_COPY_SERVED = "reconsideration_copy_served", "送达复议申请书副本", "copy of the application served"
    RECONSIDERATION_ANSWERED = "reconsideration_answered", "被申请人答复", "respondent authority answered"
    RECONSIDERATION_PERIOD_ENDED = "reconsideration_period_ended", "行政复议期限届满", "reconsideration period ended"
    JUDGMENT_SERVED = "judgment_served", "判决书送达", "judgment served"
    RULING_SERVED = "ruling_served", "裁定书送达", "ruling served"
    APPEAL_FILED = "appeal_filed", "提起上诉", "appeal filed"
    RECONSIDERATION_DECISION_SERVED = "reconsideration_decision_served", "复议决定书送达", "review decision served"
    REVIEW_NOTIFIED = "review_notified", "复查意见书面答复信访人", "review opinion given to the petitioner"
    AGREED_TERM_ENDED = "agreed_term_ended", "约定的期限届满", "agreed term ended"
    DECISION_SERVED = "decision_served", "处理决定送达投诉人", "decision received by the complainant"


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
# An act whose day lies ahead when it is recorded: `due` carries the planned day (听证日、停业日、施行日).
PLANS_A_DAY = frozenset({EventKind.HEARING_SCHEDULED, EventKind.CLOSURE_PLANNED, EventKind.RULE_CHANGE_PLANNED})
NAMES_A_DAY = frozenset({EventKind.LETTER_RECEIVED, EventKind.WORK_ORDER_DISPATCHED}) | PLANS_A_DAY
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
