"""Every route, every role: a route without a line here fails, and so does one that lets the wrong person in.

A line says who gets past the guard. `-` is nobody in particular (public).
"""

import pytest
from litestar.handlers import HTTPRouteHandler

from compliance.roles import Role, every_act, may
from compliance.web.guards import ANYONE_SIGNED_IN
from tests.web.conftest import ROLES, Browser

CASE = "/complaints/TS-2026-00001"
API = "/api/v1"
# method and path -> act; the roles follow from compliance.roles, which the house's own tests check
LINES = {
    "GET /": "read",
    "GET /audit": "audit_read",
    "GET /audit/export.xlsx": "audit_read",
    "GET /calculator": "-",
    "GET /calendar": "-",
    "GET /calendar/{year}": "-",
    "GET /classification": "read",
    "GET /complaints": "read",
    "GET /complaints/export.xlsx": "export",
    "GET /complaints/import": "import_export",
    "POST /complaints/import": "import_export",
    "GET /complaints/import/{key}": "import_export",
    "POST /complaints/import/{key}": "import_export",
    "GET /complaints/import/{key}/report.xlsx": "import_export",
    "GET /complaints/import/reports/{import_id}/report.xlsx": "import_export",
    "GET /complaints/new": "receive_complaint",
    "POST /complaints/new": "receive_complaint",
    "POST /complaints/preview": "receive_complaint",
    "GET /complaints/print": "export",
    "POST /complaints/slip": "receive_complaint",
    "GET /complaints/{number}": "read",
    "GET /complaints/{number}/bundle": "export",
    "POST /complaints/{number}/bundle": "export",
    "GET /complaints/{number}/bundle/{key}": "export",
    "GET /complaints/{number}/bundle/{key}/file": "export",
    "GET /complaints/{number}/certificate/{kind}": "export",
    "POST /complaints/{number}/assign": "assign_complaint",
    "POST /complaints/{number}/classification": "classify_complaint",
    "POST /complaints/{number}/classify": "classify_complaint",
    "POST /complaints/{number}/close": "close_complaint",
    "POST /complaints/{number}/edit": "edit_complaint",
    "POST /complaints/{number}/events": "record_legal_event",
    "POST /complaints/{number}/events/{event_id}/correct": "correct_legal_event",
    "POST /complaints/{number}/letters": "draft_letter",
    "GET /complaints/{number}/receipt": "record_legal_event",
    "POST /complaints/{number}/receipt": "record_legal_event",
    "POST /complaints/{number}/remarks": "add_remark",
    "POST /complaints/{number}/reopen": "reopen_complaint",
    "POST /complaints/{number}/reveal": "reveal",
    "GET /complaints/{number}/statement": "read",
    "POST /complaints/{number}/tier": "set_tier",
    "GET /complaints/{number}/what-if": "read",
    "GET /day-echo": "-",
    "GET /documents/{document_id}": "read",
    "GET /letters": "read",
    "GET /letters/new": "propose_letter",
    "GET /letters/releases/{release_id}": "read",
    "GET /letters/releases/{release_id}/sets/{place}/pages/{number}": "read",
    "GET /letters/releases/{release_id}/sets/{place}/{kind}": "read",
    "GET /letters/{letter_id}": "read",
    "GET /letters/{letter_id}/sample": "read",
    "GET /letters/{letter_id}/sample/pages/{number}": "read",
    "GET /letters/{letter_id}/source": "read",
    "POST /documents/{document_id}/letter": "update_draft",
    "POST /letters/drafts": "propose_letter",
    "POST /letters/folder": "propose_letter",
    "POST /letters/releases/{release_id}/confirm": "confirm_letter",
    "POST /letters/releases/{release_id}/draft": "propose_letter",
    "POST /letters/releases/{release_id}/end": "confirm_letter",
    "POST /letters/releases/{release_id}/propose": "propose_letter",
    "POST /letters/releases/{release_id}/refuse": "propose_letter",
    "POST /letters/releases/{release_id}/try": "propose_letter",
    f"GET {API}/letters": "read",
    f"GET {API}/letters/releases": "read",
    f"GET {API}/letters/releases/{{release_id}}": "read",
    f"POST {API}/documents/{{document_id}}/letter": "update_draft",
    f"POST {API}/letters/releases": "propose_letter",
    f"POST {API}/letters/releases/{{release_id}}/confirm": "confirm_letter",
    f"POST {API}/letters/releases/{{release_id}}/draft": "propose_letter",
    f"POST {API}/letters/releases/{{release_id}}/end": "confirm_letter",
    f"POST {API}/letters/releases/{{release_id}}/propose": "propose_letter",
    f"POST {API}/letters/releases/{{release_id}}/refuse": "propose_letter",
    f"POST {API}/letters/releases/{{release_id}}/try": "propose_letter",
    "POST /documents/{document_id}/approve": "approve_document",
    "POST /documents/{document_id}/correct": "draft_letter",
    "POST /documents/{document_id}/facts": "update_draft",
    "GET /documents/{document_id}/file/{kind}": "read",
    "POST /documents/{document_id}/filings": "file_document",
    "POST /documents/{document_id}/issue": "issue_document",
    "GET /documents/{document_id}/pages/{number}": "read",
    "POST /documents/{document_id}/gate/overrides": "override_finding",
    "GET /documents/{document_id}/preview": "read",
    "GET /documents/{document_id}/copy": "read",
    "POST /documents/{document_id}/return": "return_draft",
    "POST /documents/{document_id}/withdraw": "withdraw_document",
    "POST /documents/{document_id}/comments": "comment_document",
    "POST /documents/{document_id}/comments/{comment_id}/settle": "comment_document",
    "POST /documents/{document_id}/redraft": "draft_letter",
    "GET /documents/{document_id}/text": "read",
    "POST /documents/{document_id}/text": "update_draft",
    "GET /documents/{document_id}/text/draft.docx": "read",
    "GET /documents/{document_id}/text/recompose": "update_draft",
    "POST /documents/{document_id}/text/recompose": "update_draft",
    "POST /documents/{document_id}/text/restore": "update_draft",
    "GET /documents/{document_id}/text/suggestions": "read",
    "POST /documents/{document_id}/text/upload": "update_draft",
    "GET /documents/{document_id}/text/versions": "read",
    "GET /files/{sha256}": "read",
    "GET /filings": "read",
    "GET /filings/export.xlsx": "export",
    "GET /filings/export.csv": "export",
    "GET /filings/print": "export",
    "GET /filings/{filing_id}": "read",
    "POST /filings/{filing_id}/receipt": "record_receipt",
    "GET /health/sweeper": "-",
    "GET /healthz": "-",
    "GET /help": ANYONE_SIGNED_IN,
    "GET /language/{lang}": "-",
    "GET /law/changes": "read",
    "GET /law/changes/new": "propose_law_change",
    "POST /law/changes/new/house": "propose_law_change",
    "POST /law/changes/new/notice": "propose_law_change",
    "POST /law/changes/new/rules": "propose_law_change",
    "POST /law/changes/shipped": "propose_law_change",
    "GET /law/changes/{change_id}": "read",
    "POST /law/changes/{change_id}/confirm": "confirm_law_change",
    "GET /law/changes/{change_id}/moves.csv": "export",
    "POST /law/changes/{change_id}/preview": "propose_law_change",
    "POST /law/changes/{change_id}/refuse": "propose_law_change",
    "GET /law/jobs/{key}": "propose_law_change",
    "GET /law/rehearsal": "propose_law_change",
    "GET /law/rehearsal/{key}": "propose_law_change",
    "GET /law/rehearsal/{key}/moves.csv": "export",
    "GET /notices": ANYONE_SIGNED_IN,
    "POST /notices/{notice_id}/read": ANYONE_SIGNED_IN,
    "GET /numbers": "read",
    "POST /numbers/next": "administer",
    "GET /numbers/print": "export",
    "GET /password": ANYONE_SIGNED_IN,
    "POST /password": ANYONE_SIGNED_IN,
    "GET /readyz": "-",
    "GET /receipts": "read",
    "POST /receipts/{proposal_id}/confirm": "confirm_receipt",
    "POST /receipts/{proposal_id}/refuse": "record_legal_event",
    "GET /reviews": "read",
    "POST /reviews/issue": "issue_document",
    "GET /reviews/issued/{key}": "issue_document",
    "GET /rules": "-",
    "GET /rules/{regime}/{limit}": "-",
    "GET /schema": ANYONE_SIGNED_IN,
    "GET /schema/openapi.json": ANYONE_SIGNED_IN,
    "GET /schema/plain/litestar.json": ANYONE_SIGNED_IN,
    "GET /schema/plain": ANYONE_SIGNED_IN,
    "GET /schema/plain/openapi.json": ANYONE_SIGNED_IN,
    "GET /schema/plain/{path}": ANYONE_SIGNED_IN,
    "GET /settings/organisation": "read_settings",
    "GET /settings/portals": "read_settings",
    "POST /settings/portals": "administer",
    "POST /settings/organisation": "administer",
    "POST /settings/organisation/preview": "read_settings",
    "GET /sign-in": "-",
    "POST /sign-in": "-",
    "POST /sign-out": ANYONE_SIGNED_IN,
    "GET /static/{file_path}": "-",
    "HEAD /static/{file_path}": "-",
    "GET /users": "administer",
    "POST /users": "administer",
    "POST /users/{username}/disable": "administer",
    "GET /verify": "read",
    "POST /verify": "read",
    f"GET {API}/audit/entries": "audit_read",
    f"GET {API}/audit/verification": "audit_read",
    f"GET {API}/calendar/{{year}}": "-",
    f"GET {API}/checklists/{{kind}}": "-",
    f"GET {API}/classifications/waiting": "read",
    f"GET {API}/clocks": "read",
    f"GET {API}/complaints": "read",
    f"POST {API}/complaints": "receive_complaint",
    f"GET {API}/complaints/{{number}}": "read",
    f"POST {API}/complaints/{{number}}/assignment": "assign_complaint",
    f"POST {API}/complaints/{{number}}/bundle": "export",
    f"POST {API}/complaints/{{number}}/classification": "classify_complaint",
    f"POST {API}/complaints/{{number}}/classification/confirmation": "classify_complaint",
    f"POST {API}/complaints/{{number}}/closing": "close_complaint",
    f"GET {API}/complaints/{{number}}/documents": "read",
    f"POST {API}/complaints/{{number}}/documents": "draft_letter",
    f"POST {API}/complaints/{{number}}/events": "record_legal_event",
    f"POST {API}/complaints/{{number}}/remarks": "add_remark",
    f"POST {API}/complaints/{{number}}/reopening": "reopen_complaint",
    f"POST {API}/complaints/{{number}}/reveal": "reveal",
    f"POST {API}/complaints/{{number}}/tier": "set_tier",
    f"GET {API}/deadlines": "-",
    f"POST {API}/deadlines": "-",
    f"GET {API}/documents/{{document_id}}": "read",
    f"POST {API}/documents/issue": "issue_document",
    f"POST {API}/documents/{{document_id}}/approval": "approve_document",
    f"POST {API}/documents/{{document_id}}/correction": "draft_letter",
    f"GET {API}/documents/{{document_id}}/gate": "read",
    f"POST {API}/documents/{{document_id}}/gate/overrides": "override_finding",
    f"GET {API}/numbers": "read",
    f"POST {API}/numbers/next": "administer",
    f"GET {API}/organisation": "read_settings",
    f"PUT {API}/organisation": "administer",
    f"POST {API}/verification": "read",
    f"POST {API}/verification/file": "read",
    f"POST {API}/documents/{{document_id}}/facts": "update_draft",
    f"GET {API}/documents/{{document_id}}/file/{{kind}}": "read",
    f"POST {API}/documents/{{document_id}}/filings": "file_document",
    f"POST {API}/documents/{{document_id}}/issue": "issue_document",
    f"POST {API}/documents/{{document_id}}/return": "return_draft",
    f"POST {API}/documents/{{document_id}}/submission": "submit_draft",
    f"POST {API}/documents/{{document_id}}/withdrawal": "withdraw_document",
    f"POST {API}/comments/{{comment_id}}/settlement": "comment_document",
    f"GET {API}/documents/{{document_id}}/approvals": "read",
    f"GET {API}/documents/{{document_id}}/comments": "read",
    f"POST {API}/documents/{{document_id}}/comments": "comment_document",
    f"GET {API}/documents/{{document_id}}/draft.docx": "read",
    f"POST {API}/documents/{{document_id}}/redraft": "draft_letter",
    f"GET {API}/documents/{{document_id}}/suggestions": "read",
    f"GET {API}/documents/{{document_id}}/texts": "read",
    f"POST {API}/documents/{{document_id}}/texts/edits": "update_draft",
    f"POST {API}/documents/{{document_id}}/texts/recomposition": "update_draft",
    f"POST {API}/documents/{{document_id}}/texts/restoration": "update_draft",
    f"POST {API}/documents/{{document_id}}/texts/upload": "update_draft",
    f"GET {API}/documents/{{document_id}}/texts/{{version}}": "read",
    f"GET {API}/documents/{{document_id}}/texts/{{version}}/differences/{{other}}": "read",
    f"GET {API}/documents/{{document_id}}/words": "read",
    f"GET {API}/filings": "read",
    f"GET {API}/portals": "read",
    f"POST {API}/portals": "administer",
    f"POST {API}/filings/{{filing_id}}/receipt": "record_receipt",
    f"POST {API}/imports": "import_export",
    f"GET {API}/law": "read",
    f"GET {API}/law/changes": "read",
    f"POST {API}/law/changes": "propose_law_change",
    f"GET {API}/law/changes/{{change_id}}": "read",
    f"POST {API}/law/changes/{{change_id}}/confirm": "confirm_law_change",
    f"POST {API}/law/changes/{{change_id}}/preview": "propose_law_change",
    f"POST {API}/law/changes/{{change_id}}/refuse": "propose_law_change",
    f"POST {API}/law/notices/read": "propose_law_change",
    f"GET {API}/rules": "-",
    f"DELETE {API}/sessions": ANYONE_SIGNED_IN,
    f"POST {API}/sessions": "-",
}
EXAMPLES = {
    "letter_id": "company_statement",
    "release_id": "1",
    "place": "1",
    "year": "2026",
    "change_id": "9999",
    "proposal_id": "9999",
    "key": "nothing",
    "number": "TS-2026-00001",
    "event_id": "1",
    "import_id": "9999",
    "document_id": "9999",
    "comment_id": "9999",
    "version": "1",
    "other": "2",
    "kind": "pdf",
    "sha256": "0" * 64,
    "filing_id": "9999",
    "lang": "zh",
    "notice_id": "1",
    "username": "nobody",
    "file_path": "vendor/vendor.json",
    "path": "nothing",
    "regime": "samr_complaint",
    "limit": "acceptance_decision",
}
# these end or replace a session that other tests use
LEFT_ALONE = {"POST /sign-out", f"DELETE {API}/sessions", "POST /password"}


def every_route(app):
    for route in app.routes:
        for handler in getattr(route, "route_handlers", []):
            if isinstance(handler, HTTPRouteHandler):
                for method in handler.http_methods:
                    if method != "OPTIONS":
                        yield method, route.path_format, handler


def test_every_route_has_a_line_and_every_line_a_route(house):
    found = {f"{method} {path}" for method, path, _ in every_route(house.client.app)}
    assert found - set(LINES) == set(), "routes without a line"
    assert set(LINES) - found == set(), "lines without a route"


def test_every_route_names_the_act_of_its_line(house):
    for method, path, handler in every_route(house.client.app):
        named = "-" if handler.opt.get("public") else handler.opt.get("act")
        assert named == LINES[f"{method} {path}"], f"{method} {path}"


def test_every_act_of_a_route_is_one_that_some_role_has():
    assert {act for act in LINES.values() if act not in ("-", ANYONE_SIGNED_IN)} <= every_act()


def concrete(line: str) -> tuple[str, str]:
    method, _, path = line.partition(" ")
    for name, value in EXAMPLES.items():
        path = path.replace(f"{{{name}}}", "1" if name == "number" and "/pages/" in path else value)
    return method, path


def let_in(answer) -> bool:
    """Past the guard: whatever the page then says, it is neither the sign-in page nor a refusal for the role."""
    to_sign_in = answer.status_code == 303 and answer.headers.get("location", "").startswith("/sign-in?next")
    return answer.status_code not in (401, 403) and not to_sign_in


@pytest.mark.parametrize("line", sorted(set(LINES) - LEFT_ALONE))
def test_only_the_right_people_get_in(house, line):
    method, path = concrete(line)
    act = LINES[line]
    for role in (None, *ROLES):
        browser = house.as_(role) if role else Browser(house, {})
        headers = {"X-CSRF-Token": browser.token()} if method != "GET" else {}
        arguments = {"json": {}} if path.startswith(API) and method == "POST" else {}
        answer = browser._send(method, path, headers=headers, **arguments)
        expected = act == "-" or (role is not None and (act == ANYONE_SIGNED_IN or may(Role(role), act)))
        if line in ("POST /sign-in", f"POST {API}/sessions"):
            assert answer.status_code in (400, 401, 422), role
            continue
        assert let_in(answer) == expected, f"{role} {line}: {answer.status_code}"
        assert answer.status_code < 500 or path == "/readyz", (
            f"{role} {line}: {answer.status_code}\n{answer.text[:500]}"
        )
