"""A file that the records speak of and that is gone or changed shows at the verification."""

from __future__ import annotations

from compliance.casework.keeping import verify_history
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
