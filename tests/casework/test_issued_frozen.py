"""What is issued never changes and is never made again, whatever happens to templates, letterhead and clock."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pypdfium2
import pytest

from compliance.casework import drafting, texts
from compliance.casework.actor import Actor, system_actor
from compliance.casework.approvals import approve_document
from compliance.casework.citations import citation, refuse_uncited
from compliance.casework.corrections import correct_document
from compliance.casework.document_states import standing_document
from compliance.casework.final_words import grouped, words_code
from compliance.casework.issued_files import stored_bytes
from compliance.casework.issuing import issue_document
from compliance.casework.keeping import verify_history
from compliance.casework.organisation import Organisation, set_organisation
from compliance.casework.verifying import verify_document
from compliance.errors import BadInput, NotAllowedNow
from compliance.records import corrections
from compliance.records.documents import CaseDocument
from compliance.records.letter_releases import LettersInForce
from compliance.resources import Clock, Resources
from filings.compose import document_from_json
from filings.editing import Edit
from filings.letters import DIRECTORY, load_catalogue
from filings.model import Document, SignatureBlock, document_text
from filings.word import word_text
from tests.casework.builders import approved, drafted, entries, issued, registered

pytestmark = pytest.mark.usefixtures("house")


def pdf_words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return "".join(document[place].get_textpage().get_text_range() for place in range(len(document)))


async def issued_correction(resources: Resources, officer: Actor, reviewer: Actor, old: CaseDocument) -> CaseDocument:
    draft = await correct_document(resources, officer, document_id=old.id, reason="金额写错")
    return await approved_and_issued(resources, officer, reviewer, draft)


async def approved_and_issued(
    resources: Resources, officer: Actor, reviewer: Actor, draft: CaseDocument
) -> CaseDocument:
    draft = await drafting.submit_draft(resources, officer, document_id=draft.id)
    await approve_document(
        resources, reviewer, document_id=draft.id, expected_content_sha256=draft.content_sha256 or ""
    )
    return await issue_document(resources, officer, document_id=draft.id)


def words_dated(words: Document) -> date:
    """The day under the signature."""
    (dated,) = (block.dated.text for block in words.blocks if isinstance(block, SignatureBlock))
    year, month, day = (int(each) for each in re.findall(r"\d+", dated))
    return date(year, month, day)


async def test_neither_templates_nor_letterhead_nor_a_year_change_what_was_issued(
    resources: Resources, officer: Actor, reviewer: Actor, house: Organisation, tmp_path: Path
) -> None:
    case = await registered(resources, officer)
    paper = await issued(resources, officer, reviewer, case.number)
    pdf, docx = paper.pdf_sha256 or "", paper.docx_sha256 or ""
    before = [await stored_bytes(resources, digest) for digest in (pdf, docx)]
    folder = tmp_path / "letters"
    shutil.copytree(DIRECTORY, folder)
    template = folder / "company_statement.zh.md"
    template.write_text(template.read_text("utf-8").replace("特此说明", "到此为止"), "utf-8")
    changed = replace(house, letterhead_name="别的公司", company_profile="gw-full", verification=True)
    await set_organisation(resources, system_actor(resources), values=changed)
    pool, resources._renderer = resources._renderer, None
    await resources.close()
    resources.letters_in_force = LettersInForce(load_catalogue(folder))
    resources.clock = Clock(date(2027, 11, 22))
    await resources.open()
    resources._renderer = pool
    assert await standing_document(resources, paper.id) == paper
    assert [await stored_bytes(resources, digest) for digest in (pdf, docx)] == before
    assert (await verify_history(resources)).ok
    frozen = (await entries(resources, action="issue_document"))[-1]["after"]
    for value in (pdf, docx, paper.content_sha256, paper.letter_version, paper.rules, paper.number):
        assert str(value) in frozen


async def test_a_replaced_or_missing_file_is_refused_and_found_and_never_made_again(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    paper = await issued(resources, officer, reviewer, case.number)
    other = await issued(resources, officer, reviewer, case.number)
    path = resources.files.path(paper.pdf_sha256 or "")
    path.write_bytes(await stored_bytes(resources, other.pdf_sha256 or ""))
    with pytest.raises(NotAllowedNow, match="不予提供"):
        await stored_bytes(resources, paper.pdf_sha256 or "")
    resources.files.path(paper.docx_sha256 or "").unlink()
    with pytest.raises(NotAllowedNow, match="不予提供"):
        await stored_bytes(resources, paper.docx_sha256 or "")
    problems = {finding.problem for finding in (await verify_history(resources)).findings}
    assert problems == {f"file_damaged {digest[:16]}" for digest in (paper.pdf_sha256 or "", paper.docx_sha256 or "")}


async def test_the_database_refuses_to_change_what_belongs_to_an_issued_document(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    old = await issued(resources, officer, reviewer, case.number)
    await correct_document(resources, officer, document_id=old.id, reason="写错")
    for statement in (
        "UPDATE documents SET blocks = '{{}}' WHERE status = 'issued'",
        "UPDATE documents SET number = '示例函〔2026〕9号' WHERE status = 'issued'",
        "UPDATE documents SET pdf_sha256 = 'x' WHERE status = 'issued'",
        "DELETE FROM documents WHERE status = 'issued'",
        "UPDATE document_corrections SET reason = 'x'",
        "DELETE FROM document_corrections",
        "UPDATE verification_codes SET code = 'x'",
        "DELETE FROM verification_codes",
        "DELETE FROM number_series",
    ):
        with pytest.raises(Exception, match=r"frozen|append-only|never deleted|only go up"):
            await resources.database.execute(statement)
    assert (await verify_history(resources)).ok


async def test_a_correction_cites_the_old_document_and_corrections_may_be_corrected(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    first = await issued(resources, officer, reviewer, case.number)
    second = await issued_correction(resources, officer, reviewer, first)
    third = await issued_correction(resources, officer, reviewer, second)
    assert [each.number for each in (first, second, third)] == [f"示例函〔2026〕{n}号" for n in range(1, 4)]
    for old, new in ((first, second), (second, third)):
        words = document_text(document_from_json(new.blocks or {}))
        assert citation(old) in words and f"《{old.title}》（{old.number}）" in words
        files = [await stored_bytes(resources, digest or "") for digest in (new.pdf_sha256, new.docx_sha256)]
        assert str(old.number) in pdf_words(files[0]).replace("\r\n", "") and citation(old) in word_text(files[1])
    assert await standing_document(resources, first.id) == first, "the old one stays as it is"
    assert await corrections.every_issued_correction(resources.database) == {
        first.id: (second.id, second.number),
        second.id: (third.id, third.number),
    }
    assert (await verify_history(resources)).ok


async def test_words_that_were_written_by_hand_go_on_in_a_correction_under_its_own_day(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    draft = await drafted(resources, officer, case.number)
    await texts.edit_paragraphs(
        resources,
        officer,
        document_id=draft.id,
        edits=[Edit("insert", len((await texts.words_of_draft(resources, draft)).blocks) - 2, "我司已停用该批次。")],
        expected_revision=draft.revision,
    )
    old = await approved_and_issued(resources, officer, reviewer, draft)
    resources.clock = Clock(resources.clock.today() + timedelta(days=3))
    later = await correct_document(resources, officer, document_id=old.id, reason="金额写错")
    words = await texts.words_of_draft(resources, later)
    assert "我司已停用该批次。" in document_text(words) and citation(old) in document_text(words)
    assert words.on == resources.clock.today() == words_dated(words)
    second = await approved_and_issued(resources, officer, reviewer, later)
    third = await correct_document(resources, officer, document_id=second.id, reason="又写错")
    lines = document_text(await texts.words_of_draft(resources, third))
    assert citation(second) in lines and citation(old) not in lines and lines.count("我司已停用该批次。") == 1
    assert not (await texts.standing_of(resources, third)).changed_facts


async def test_a_document_has_one_standing_correction(resources: Resources, officer: Actor, reviewer: Actor) -> None:
    case = await registered(resources, officer)
    ready = await approved(resources, officer, reviewer, case.number)
    with pytest.raises(NotAllowedNow, match="尚未签发"):
        await correct_document(resources, officer, document_id=ready.id, reason="写错")
    old = await issue_document(resources, officer, document_id=ready.id)
    with pytest.raises(BadInput):
        await correct_document(resources, officer, document_id=old.id, reason="  ")
    draft = await correct_document(resources, officer, document_id=old.id, reason="写错")
    with pytest.raises(NotAllowedNow, match="已有更正"):
        await correct_document(resources, officer, document_id=old.id, reason="再改")
    await drafting.withdraw_document(resources, officer, document_id=draft.id, reason="不更正了")
    again = await correct_document(resources, officer, document_id=old.id, reason="还是要改")
    assert again.id != draft.id


async def test_a_correction_that_no_longer_names_the_old_document_is_not_issued(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    old = await issued(resources, officer, reviewer, case.number)
    draft = await correct_document(resources, officer, document_id=old.id, reason="写错")
    words = await texts.words_of_draft(resources, draft)
    await refuse_uncited(resources, draft, words)
    kept = tuple(block for block in words.blocks if citation(old) not in str(block))
    assert len(kept) == len(words.blocks) - 1
    with pytest.raises(NotAllowedNow, match="须写明"):
        await refuse_uncited(resources, draft, replace(words, blocks=kept))


async def test_the_printed_code_leads_back_to_the_document(
    resources: Resources, officer: Actor, reviewer: Actor, house: Organisation
) -> None:
    await set_organisation(resources, system_actor(resources), values=replace(house, verification=True))
    case = await registered(resources, officer)
    paper = await issued(resources, officer, reviewer, case.number)
    words = document_from_json(paper.blocks or {})
    code = grouped(words_code(words))
    pdf = await stored_bytes(resources, paper.pdf_sha256 or "")
    assert code in document_text(words) and code in pdf_words(pdf).replace("\r\n", "")
    assert not (paper.content_sha256 or "").startswith(words_code(words)), "the code is made without its own line"
    auditor = replace(officer, role=officer.role)
    for asked in (code, code.lower(), code.replace("-", " "), code[:9], paper.content_sha256, paper.pdf_sha256):
        found = await verify_document(resources, auditor, asked=str(asked))
        assert [each.paper.id for each in found.found] == [paper.id], asked
        assert found.found[0].code == code
    for asked in ("示例函〔2026〕1号", "示例函[2026]1号", "示例函(26)01号"):
        assert (await verify_document(resources, officer, asked=asked)).found[0].paper.id == paper.id
    for content in (pdf, await stored_bytes(resources, paper.docx_sha256 or "")):
        assert (await verify_document(resources, officer, content=content)).found[0].paper.id == paper.id
    assert (await verify_document(resources, officer, content=pdf + b"\n")).found == ()
    assert (await verify_document(resources, officer, asked="示例函〔2026〕2号")).found == ()
    assert (await verify_document(resources, officer, asked="0" * 16)).found == ()
    for asked in ("", "ABC", "%" * 16, "' OR 1=1 --"):
        with pytest.raises(BadInput):
            await verify_document(resources, officer, asked=asked)
    looks = await entries(resources, action="verify_document")
    assert len(looks) == 14 and all(look["actor"] == "jing" for look in looks), "each look is on record"
    later = await issued_correction(resources, officer, reviewer, paper)
    answer = await verify_document(resources, officer, asked=code)
    assert answer.found[0].corrected_by is not None and answer.found[0].corrected_by.id == later.id


async def test_settings_change_the_words_that_are_approved_and_not_only_the_files(
    resources: Resources, officer: Actor, reviewer: Actor, house: Organisation
) -> None:
    values = replace(house, company_profile="gw-letter", letterhead_name="示例版头公司", sealed=False)
    await set_organisation(resources, system_actor(resources), values=values)
    case = await registered(resources, officer)
    ready = await approved(resources, officer, reviewer, case.number)
    words = document_from_json(ready.blocks or {})
    assert words.profile == "gw-letter" and "示例版头公司" in document_text(words)
    paper = await issue_document(resources, officer, document_id=ready.id)
    pdf, docx = (paper.pdf_sha256 or ""), (paper.docx_sha256 or "")
    assert "示例版头公司" in pdf_words(await stored_bytes(resources, pdf))
    assert "示例版头公司" in word_text(await stored_bytes(resources, docx))
