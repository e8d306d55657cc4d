"""Who may do what: every verb against every role, from the table in roles.py; a refusal is on record and changes nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from compliance.casework import (
    assessment,
    closing,
    comments,
    corrections,
    drafting,
    gate,
    intake,
    issuing,
    keeping,
    law_changes,
    letter_switch,
    number_starts,
    own_letters,
    people,
    proceedings,
    receipts,
    submission,
    texts,
    uploaded_texts,
    verifying,
)
from compliance.casework.actor import Actor
from compliance.casework.importing import import_rows
from compliance.casework.organisation import set_organisation
from compliance.casework.portals import set_portal
from compliance.errors import ComplianceError, Forbidden
from compliance.importers.registry import parse_export
from compliance.records.law import LawText
from compliance.resources import Resources
from compliance.roles import Role, every_act, may
from filings.editing import Edit
from tests.casework.builders import FRI_2026_11_20, HOUSE, SAT_2026_11_21, counts, entries, incoming, registered
from tests.casework.own_letter_texts import markdown_letter
from tests.casework.test_changing_the_law import INVENTED_2027
from tests.conftest import PASSWORD, person
from tests.importers.builders import samr_row, samr_sheet

Verb = Callable[[Resources, Actor, str], Awaitable[Any]]
SHEET = samr_sheet(samr_row(1))


def _imported(resources: Resources, actor: Actor, number: str) -> Awaitable[Any]:
    parsed = parse_export(SHEET, filename="a.xlsx", source="samr_12315", today=SAT_2026_11_21)
    return import_rows(resources, actor, parsed=parsed, content=SHEET, filename="a.xlsx")


# The verb with values that are well formed; what the state makes of them after the right was checked does not matter.
VERBS: dict[str, tuple[str, Verb]] = {
    "receive_complaint": (
        "receive_complaint",
        lambda r, a, n: intake.receive_complaint(
            r, a, incoming=incoming(), regimes=("samr_complaint",), submission_key=f"new-{a.username}"
        ),
    ),
    "import_rows": ("import_export", _imported),
    "classify_complaint": (
        "classify_complaint",
        lambda r, a, n: assessment.classify_complaint(r, a, number=n, regimes=("samr_complaint",), reason="x"),
    ),
    "assign_complaint": (
        "assign_complaint",
        lambda r, a, n: assessment.assign_complaint(r, a, number=n, handler_username="jing"),
    ),
    "set_tier": ("set_tier", lambda r, a, n: assessment.set_tier(r, a, number=n, tier="red", reason="x")),
    "edit_complaint": (
        "edit_complaint",
        lambda r, a, n: assessment.edit_complaint(r, a, number=n, changes={"category": "x"}, expected_revision=2),
    ),
    "add_remark": ("add_remark", lambda r, a, n: assessment.add_remark(r, a, number=n, text="x")),
    "reveal_personal": (
        "reveal",
        lambda r, a, n: assessment.reveal_personal(r, a, number=n, field="phone", reason="x"),
    ),
    "record_legal_event": (
        "record_legal_event",
        lambda r, a, n: proceedings.record_legal_event(r, a, number=n, kind="signed_in", occurred_on=FRI_2026_11_20),
    ),
    "correct_legal_event": (
        "correct_legal_event",
        lambda r, a, n: proceedings.correct_legal_event(r, a, number=n, event_id=1, reason="x"),
    ),
    "recount": ("recount", lambda r, a, n: proceedings.recount(r, a, numbers=[n])),
    "draft_letter": (
        "draft_letter",
        lambda r, a, n: drafting.draft_letter(r, a, number=n, letter_id="company_statement"),
    ),
    "update_draft": (
        "update_draft",
        lambda r, a, n: drafting.update_draft(r, a, document_id=1, facts={"findings": "x"}, expected_revision=1),
    ),
    "submit_draft": ("submit_draft", lambda r, a, n: drafting.submit_draft(r, a, document_id=2)),
    "return_draft": ("return_draft", lambda r, a, n: drafting.return_draft(r, a, document_id=1, reason="x")),
    "approve_document": (
        "approve_document",
        lambda r, a, n: drafting.approve_document(r, a, document_id=1, expected_content_sha256="x"),
    ),
    "override_finding": (
        "override_finding",
        lambda r, a, n: gate.override_finding(r, a, document_id=1, finding_id="x", reason="已经当面核对原件"),
    ),
    "edit_text": (
        "update_draft",
        lambda r, a, n: texts.edit_paragraphs(
            r, a, document_id=2, edits=[Edit("insert", 3, "另行补充。")], expected_revision=1
        ),
    ),
    "upload_text": (
        "update_draft",
        lambda r, a, n: uploaded_texts.upload_text(
            r, a, document_id=2, content=b"PK", name="a.docx", expected_revision=1
        ),
    ),
    "restore_text": (
        "update_draft",
        lambda r, a, n: texts.restore_text(r, a, document_id=2, version=1, expected_revision=1),
    ),
    "recompose_text": (
        "update_draft",
        lambda r, a, n: texts.recompose_text(r, a, document_id=2, expected_revision=1),
    ),
    "redraft_document": ("draft_letter", lambda r, a, n: drafting.redraft_document(r, a, document_id=1)),
    "comment_document": (
        "comment_document",
        lambda r, a, n: comments.comment_on(r, a, document_id=2, place=1, body="x", expected_content_sha256="x"),
    ),
    "settle_comment": ("comment_document", lambda r, a, n: comments.settle_comment(r, a, comment_id=1)),
    "withdraw_document": (
        "withdraw_document",
        lambda r, a, n: drafting.withdraw_document(r, a, document_id=1, reason="x"),
    ),
    "issue_document": ("issue_document", lambda r, a, n: issuing.issue_document(r, a, document_id=1)),
    "issue_documents": ("issue_document", lambda r, a, n: issuing.issue_documents(r, a, document_ids=[1, 2])),
    "correct_document": (
        "draft_letter",
        lambda r, a, n: corrections.correct_document(r, a, document_id=3, reason="x"),
    ),
    "verify_document": ("read", lambda r, a, n: verifying.verify_document(r, a, asked="示例函〔2026〕1号")),
    "set_next_number": (
        "administer",
        lambda r, a, n: number_starts.set_next_number(r, a, series="示例函", year=2026, next_serial=9, reason="x"),
    ),
    "file_document": (
        "file_document",
        lambda r, a, n: submission.file_document(r, a, document_id=3, channel="in_person", addressee="x"),
    ),
    "record_receipt": (
        "record_receipt",
        lambda r, a, n: submission.record_receipt(r, a, filing_id=1, received_on=SAT_2026_11_21, note="x"),
    ),
    "close_complaint": (
        "close_complaint",
        lambda r, a, n: closing.close_complaint(r, a, number=n, outcome="settled"),
    ),
    "reopen_complaint": ("reopen_complaint", lambda r, a, n: closing.reopen_complaint(r, a, number=n, reason="x")),
    "save_letter_draft": (
        "propose_letter",
        lambda r, a, n: own_letters.save_letter_draft(r, a, source=markdown_letter()),
    ),
    "try_letter": ("propose_letter", lambda r, a, n: own_letters.try_letter(r, a, release_id=1)),
    "propose_letter": (
        "propose_letter",
        lambda r, a, n: own_letters.propose_letter(r, a, release_id=1, in_force_from=SAT_2026_11_21, reason="x"),
    ),
    "refuse_letter": ("propose_letter", lambda r, a, n: own_letters.refuse_letter(r, a, release_id=1, reason="x")),
    "confirm_letter": ("confirm_letter", lambda r, a, n: own_letters.confirm_letter(r, a, release_id=1, reason="x")),
    "end_letter": (
        "confirm_letter",
        lambda r, a, n: own_letters.end_letter(r, a, release_id=1, last_day=SAT_2026_11_21, reason="x"),
    ),
    "use_current_letter": (
        "update_draft",
        lambda r, a, n: letter_switch.use_current_letter(r, a, document_id=1, expected_revision=1),
    ),
    "propose_law_change": (
        "propose_law_change",
        lambda r, a, n: law_changes.propose_law_change(
            r, a, origin="notice", title="x", texts=[LawText("calendar", "2027.toml", INVENTED_2027)], reason="x"
        ),
    ),
    "refuse_law_change": (
        "propose_law_change",
        lambda r, a, n: law_changes.refuse_law_change(r, a, change_id=1, reason="x"),
    ),
    "confirm_law_change": (
        "confirm_law_change",
        lambda r, a, n: law_changes.confirm_law_change(r, a, change_id=1, reason="x"),
    ),
    "propose_receipt": (
        "record_legal_event",
        lambda r, a, n: receipts.propose_receipt(
            r,
            a,
            number=n,
            corrects=1,
            occurred_on=FRI_2026_11_20,
            reason="x",
            evidence=b"%PDF-1",
            evidence_name="a.pdf",
        ),
    ),
    "confirm_receipt": ("confirm_receipt", lambda r, a, n: receipts.confirm_receipt(r, a, proposal_id=1, reason="x")),
    "add_user": (
        "administer",
        lambda r, a, n: people.add_user(
            r, a, username=f"new-{a.username}", name="x", role="officer", password=PASSWORD
        ),
    ),
    "set_active": (
        "administer",
        lambda r, a, n: people.set_active(r, a, username="jing", active=True, reason="x"),
    ),
    "set_organisation": ("administer", lambda r, a, n: set_organisation(r, a, values=HOUSE)),
    "set_portal": ("administer", lambda r, a, n: set_portal(r, a, name="示例平台", characters=None)),
    "back_up": (
        "administer",
        lambda r, a, n: keeping.back_up(
            r, a, target=_target(r, f"{a.username}.zip"), with_key=False, progress=lambda done, total: None
        ),
    ),
    "export_audit": (
        "audit_read",
        lambda r, a, n: keeping.export_audit(r, a, target=_target(r, f"{a.username}-audit.zip")),
    ),
}
ROLES = [role for role in Role if role is not Role.system]


def _target(resources: Resources, name: str) -> Path:
    return resources.settings.data_dir / name


async def scene(resources: Resources, jing: Actor) -> str:
    """A case with a draft, a complete draft and an issued, filed document, so that the verbs have what they ask for."""
    from tests.casework.builders import drafted, issued

    shen = await person(resources, "shen", "reviewer")
    case = await registered(resources, jing)
    await drafting.draft_letter(resources, jing, number=case.number, letter_id="company_statement")
    await drafted(resources, jing, case.number)
    document = await issued(resources, jing, shen, case.number)
    await submission.file_document(resources, jing, document_id=document.id, channel="in_person", addressee="x")
    return case.number


@pytest.mark.parametrize("verb", VERBS)
async def test_a_role_without_the_right_is_refused_and_the_refusal_is_on_record(
    sqlite_resources: Resources, verb: str
) -> None:
    resources = sqlite_resources
    await set_organisation(resources, await person(resources, "guanli", "administrator"), values=HOUSE)
    number = await scene(resources, await person(resources, "jing", "officer"))
    act, work = VERBS[verb]
    for role in (role for role in ROLES if not may(role, act)):
        actor = await person(resources, f"x-{role}", role)
        before = await counts(resources)
        with pytest.raises(Forbidden) as told:
            await work(resources, actor, number)
        assert told.value.status == 403 and told.value.message("zh") and told.value.message("en")
        after = await counts(resources)
        assert {name: after[name] - before[name] for name in after if after[name] != before[name]} == {
            "audit_entries": 1
        }, role
        entry = (await entries(resources))[-1]
        assert (entry["outcome"], entry["actor"], entry["role"]) == ("refused", f"x-{role}", role)


@pytest.mark.parametrize("verb", VERBS)
async def test_a_role_with_the_right_is_not_refused_for_its_role(sqlite_resources: Resources, verb: str) -> None:
    resources = sqlite_resources
    await set_organisation(resources, await person(resources, "guanli", "administrator"), values=HOUSE)
    number = await scene(resources, await person(resources, "jing", "officer"))
    act, work = VERBS[verb]
    allowed = [role for role in ROLES if may(role, act)]
    assert allowed, "somebody may"
    for role in allowed:
        actor = await person(resources, f"x-{role}", role)
        try:
            await work(resources, actor, number)
        except Forbidden:
            pytest.fail(f"{role} may {act}")
        except ComplianceError:
            continue  # the state of the case, or an earlier role, stood in the way


def test_every_act_of_the_table_has_its_verb_here() -> None:
    assert every_act() == {act for act, _ in VERBS.values()} | {"read", "read_settings", "export"}


def test_an_auditor_and_an_administrator_never_work_on_a_case() -> None:
    law = {"propose_law_change", "confirm_law_change"}
    own = {"read", "read_settings", "export", "reveal", "audit_read", "administer", "recount"}
    casework = every_act() - own - law
    assert not any(may(role, act) for role in (Role.auditor, Role.administrator) for act in casework)
    assert not any(may(Role.auditor, act) for act in law)
    assert not any(may(role, "administer") for role in ROLES if role is not Role.administrator)
