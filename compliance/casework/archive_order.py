"""归档次序: where a paper lies in the file of a case, from registration to archive.

The order is that of files of complaint cases: 登记 → 受理、转办 → 证据 → 调查 → 处理、协议 → 送达 → 回访 → 结案 → 归档.
"""

from __future__ import annotations

STAGES = (
    "registration",
    "intake",
    "evidence",
    "investigation",
    "outcome",
    "service",
    "follow_up",
    "closing",
    "archive",
)

_ACTS = {
    "intake": (
        *("complaint_received", "report_received", "work_order_dispatched", "letter_received", "incident_noticed"),
        *("signed_in", "correction_requested", "correction_received", "materials_complete", "new_facts_received"),
        *("accepted", "not_accepted", "transferred", "returned", "case_opened", "case_not_opened"),
    ),
    "outcome": (
        *("settled", "withdrawn", "mediation_started", "mediation_terminated", "decision_made", "recheck_decided"),
        *("review_decided", "final_review_decided", "reconsideration_decided", "refunded"),
    ),
    "service": (
        *("served", "filed", "replied", "parties_notified", "reporter_notified", "decision_notified"),
        *("penalty_notice_served", "penalty_decision_served", "incident_reported"),
    ),
    "closing": ("closed", "incident_closed", "reopened"),
}
_LETTERS = {
    "registration": ("complaint_registration_form", "report_registration_form"),
    "intake": (
        *("acceptance_decision", "non_acceptance_decision", "petition_acceptance_notice"),
        *("petition_non_acceptance_notice", "no_authority_notice", "distribution_notice", "referral_notice"),
        *("distribution_information_notice", "clue_transfer_letter", "internal_transfer_slip", "consumer_receipt"),
        *("identity_material_notice", "supplementary_material_notice", "consumer_supplement_notice"),
        *("work_order_return_request", "association_referral_letter", "entrusted_mediation_letter"),
        *("case_opening_notice", "case_non_opening_notice", "supervision_order", "internal_supervision_order"),
    ),
    "evidence": (
        *("evidence_submission_list", "recordings_list", "power_of_attorney", "complainant_power_of_attorney"),
        "legal_representative_certificate",
    ),
    "investigation": (
        *("complaint_investigation_report", "liability_determination", "appraisal_commission", "recusal_decision"),
        *("verification_cooperation_letter", "unusual_complaints_report", "extension_request", "extension_notice"),
        *("bank_extension_notice", "consumer_extension_notice", "petition_extension_notice"),
        *("consumer_progress_notice", "mediation_notice", "mediation_record", "mediation_consent"),
        *("mediation_refusal", "interview_notice_receipt", "defence_statement", "hearing_request"),
    ),
    "service": ("proof_of_service",),
    "archive": ("archive_cover", "archive_contents", "archive_note"),
}
_STAGE_OF_ACT = {kind: stage for stage, kinds in _ACTS.items() for kind in kinds}
_STAGE_OF_LETTER = {letter: stage for stage, letters in _LETTERS.items() for letter in letters}


def stage_of_act(kind: str) -> str:
    """Where a file that came with a legal act lies; what no step names is evidence."""
    return _STAGE_OF_ACT.get(kind, "evidence")


def stage_of_letter(letter_id: str) -> str:
    """Where an issued letter lies; what no step names says how the matter was handled."""
    return _STAGE_OF_LETTER.get(letter_id, "outcome")
