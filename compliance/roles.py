"""Who may do what: five roles, one table."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    officer = "officer"
    """经办: registers, records, drafts, files."""
    reviewer = "reviewer"
    """审核、法务: also approves what others drafted."""
    head = "head"
    """负责人: also issues, decides extensions, closes and reopens."""
    auditor = "auditor"
    """审计: reads everything, the audit trail included, changes nothing."""
    administrator = "administrator"
    """管理员: users and settings; no case work."""
    system = "system"
    """The sweeper and the set-up; no person signs in as this."""


_CASEWORK = frozenset(
    {
        "read",
        "export",
        "reveal",
        "receive_complaint",
        "import_export",
        "classify_complaint",
        "assign_complaint",
        "set_tier",
        "edit_complaint",
        "add_remark",
        "record_legal_event",
        "draft_letter",
        "update_draft",
        "submit_draft",
        "return_draft",
        "comment_document",
        "withdraw_document",
        "file_document",
        "record_receipt",
        "close_complaint",
    }
)
_LAW = frozenset({"propose_law_change", "confirm_law_change"})
"""Changing the rules and the calendar takes two people, whatever their roles."""
_LETTERS = frozenset({"propose_letter", "confirm_letter"})
"""Letters of the house: drafted by one, put into force by another."""
_REVIEW = frozenset({"approve_document", "override_finding", "confirm_receipt"}) | _LAW | _LETTERS
_HEAD = frozenset({"issue_document", "reopen_complaint", "correct_legal_event", "read_settings"})

_ACTS: dict[Role, frozenset[str]] = {
    Role.officer: _CASEWORK | {"issue_document"},
    Role.reviewer: _CASEWORK | _REVIEW | {"issue_document", "correct_legal_event"},
    Role.head: _CASEWORK | _REVIEW | _HEAD | {"audit_read"},
    Role.auditor: frozenset({"read", "export", "reveal", "audit_read"}),
    Role.administrator: frozenset({"read", "administer", "read_settings", "audit_read", "recount"}) | _LAW,
    Role.system: _CASEWORK | _REVIEW | _HEAD | {"administer", "recount", "audit_read"},
}


def may(role: Role | str, act: str) -> bool:
    """Whether ``role`` may perform ``act`` (a verb's name, or read, export, reveal, audit_read, administer)."""
    return act in _ACTS[Role(role)]


def every_act() -> frozenset[str]:
    """All acts that any role has, for the generated matrix of tests."""
    return frozenset().union(*_ACTS.values())
