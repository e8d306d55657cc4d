"""A file that the records speak of and that is gone or changed shows at the verification."""

from __future__ import annotations

from datetime import date

from compliance.casework.keeping import verify_history
from compliance.casework.receipts import propose_receipt
from compliance.records.complaints import events_of
from tests.casework.builders import issued, registered


async def test_an_issued_paper_whose_bytes_changed_is_found(resources, officer, reviewer, house) -> None:
    case = await registered(resources, officer)
    document = await issued(resources, officer, reviewer, case.number)
    assert (await verify_history(resources)).ok
    path = resources.files.path(document.pdf_sha256)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"x")
    found = await verify_history(resources)
    assert [finding.problem for finding in found.findings] == [f"file_damaged {document.pdf_sha256[:16]}"]
    assert document.pdf_sha256[:16] in found.findings[0].sentence("zh")
    path.unlink()
    assert not (await verify_history(resources)).ok
    path.write_bytes(content)
    assert (await verify_history(resources)).ok


async def test_the_evidence_of_a_proposed_receipt_is_read_too(resources, officer, house) -> None:
    case = await registered(resources, officer)
    (receipt,) = await events_of(resources.database, case.id)
    proposal = await propose_receipt(
        resources, officer, number=case.number, corrects=receipt.id, occurred_on=date(2026, 11, 17), reason="录错",
        evidence=b"%PDF-1.7 slip", evidence_name="签收单.pdf",
    )  # fmt: skip
    assert (await verify_history(resources)).ok
    resources.files.path(proposal.evidence).write_bytes(b"%PDF-1.7 another")
    found = await verify_history(resources)
    assert [finding.problem for finding in found.findings] == [f"file_damaged {proposal.evidence[:16]}"]
