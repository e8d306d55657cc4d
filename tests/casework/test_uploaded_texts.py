"""A draft that goes to Word and comes back: its words become a version, nothing else does; bad files change nothing."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document as Word

from compliance.casework import drafting, texts, uploaded_texts
from compliance.casework.actor import Actor
from compliance.casework.organisation import Organisation, set_organisation
from compliance.casework.uploaded_texts import words_mark
from compliance.errors import BadInput, ComplianceError, NotAllowedNow, TooLarge
from compliance.records.attachments import file_record
from compliance.records.document_texts import latest_text
from compliance.records.documents import CaseDocument
from compliance.resources import Resources
from filings.editing import Edit
from filings.model import document_as_json, document_text
from filings.word_upload.mark import marked
from tests.casework.builders import HOUSE, NAME, counts, drafted, entries, registered
from tests.conftest import person


@pytest.fixture
async def draft(resources: Resources, officer: Actor, house: Organisation) -> CaseDocument:
    return await drafted(resources, officer, (await registered(resources, officer)).number)


async def in_word(resources: Resources, paper: CaseDocument, old: str = "", new: str = "") -> bytes:
    """The draft as DOCX; with the words ``old`` of one paragraph replaced as a person would in Word."""
    words = await texts.words_of_draft(resources, paper)
    made = Word(io.BytesIO((await resources.renderer.render(document_as_json(words))).docx))
    if old:
        paragraph = next(each for each in made.paragraphs if old in each.text)
        changed = paragraph.text.replace(old, new)
        for run in paragraph.runs[1:]:
            run._r.getparent().remove(run._r)
        paragraph.runs[0].text = changed
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


async def uploaded(resources: Resources, actor: Actor, paper: CaseDocument, content: bytes, name: str = "改.docx"):
    return await uploaded_texts.upload_text(
        resources, actor, document_id=paper.id, content=content, name=name, expected_revision=paper.revision
    )


async def test_words_changed_in_word_become_the_next_version(
    resources: Resources, officer: Actor, draft: CaseDocument
) -> None:
    content = await in_word(resources, draft, "情况属实", "情况属实，责任在我公司")
    after = await uploaded(resources, officer, draft, content, name=f"{NAME}答复.docx")
    assert "属实，责任在我公司" in document_text(await texts.words_of_draft(resources, after))
    latest = await latest_text(resources.database, draft.id)
    assert latest and latest.origin == "uploaded" and latest.version == 2 and latest.upload_sha256
    assert resources.files.get(latest.upload_sha256) == content, "the file itself is kept"
    assert latest.upload_name and NAME not in latest.upload_name
    record = await file_record(resources.database, latest.upload_sha256)
    assert record is not None and record.size == len(content)
    assert latest.upload_sha256 in (await entries(resources, action="upload_text"))[-1]["after"]
    put_up = await drafting.submit_draft(resources, officer, document_id=draft.id)
    assert "责任在我公司" in document_text(await texts.words_of_draft(resources, put_up))


async def test_an_unchanged_file_is_no_new_version(resources: Resources, officer: Actor, draft: CaseDocument) -> None:
    with pytest.raises(BadInput, match="与当前正文相同"):
        await uploaded(resources, officer, draft, await in_word(resources, draft))
    assert await latest_text(resources.database, draft.id) is None


async def test_a_file_of_earlier_words_does_not_undo_what_came_after(
    resources: Resources, officer: Actor, draft: CaseDocument
) -> None:
    words = await texts.words_of_draft(resources, draft)
    mine = marked(await in_word(resources, draft, "情况属实", "情况部分属实"), words_mark(draft, words))
    theirs = await texts.edit_paragraphs(
        resources,
        officer,
        document_id=draft.id,
        edits=[Edit("insert", len(words.blocks) - 2, "同事写的一段。")],
        expected_revision=draft.revision,
    )
    with pytest.raises(NotAllowedNow, match="较早的正文"):
        await uploaded(resources, officer, theirs, mine)
    assert "同事写的一段。" in document_text(await texts.words_of_draft(resources, theirs))
    after = await uploaded_texts.upload_text(
        resources, officer, document_id=draft.id, content=mine, name="改.docx",
        expected_revision=theirs.revision, over_newer=True,
    )  # fmt: skip
    text = document_text(await texts.words_of_draft(resources, after))
    assert "情况部分属实" in text and "同事写的一段。" not in text
    fresh = await texts.words_of_draft(resources, after)
    again = marked(await in_word(resources, after, "情况部分属实", "情况属实"), words_mark(after, fresh))
    assert "情况属实" in document_text(
        await texts.words_of_draft(resources, await uploaded(resources, officer, after, again))
    )


async def test_template_marks_in_an_uploaded_file_stay_words(
    resources: Resources, officer: Actor, draft: CaseDocument
) -> None:
    marks = "{{ 7*7 }}{% for x in y %}{{contact_phone}}"
    after = await uploaded(resources, officer, draft, await in_word(resources, draft, "情况属实", marks))
    assert marks in document_text(await texts.words_of_draft(resources, after))


def a_bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", b"<a>" + b" " * 300_000_000)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"", "a.docx", BadInput),
        (b"PK\x03\x04 not a package", "a.docx", BadInput),
        (b"%PDF-1.7", "a.docx", BadInput),
        (b"PK\x03\x04", "a.pdf", BadInput),
        (b"PK\x03\x04" + bytes(10 * 1024 * 1024), "a.docx", TooLarge),
        ("bomb", "a.docx", BadInput),
    ],
)
async def test_a_file_that_is_no_letter_is_refused_in_words_and_changes_nothing(
    sqlite_resources: Resources, content, name: str, kind: type[ComplianceError]
) -> None:
    resources = sqlite_resources
    await set_organisation(resources, await person(resources, "guanli", "administrator"), values=HOUSE)
    jing = await person(resources, "jing", "officer")
    paper = await drafted(resources, jing, (await registered(resources, jing)).number)
    before = await counts(resources)
    with pytest.raises(kind) as told:
        await uploaded(resources, jing, paper, a_bomb() if content == "bomb" else content, name=name)
    assert len(told.value.message("zh")) > 8
    assert await counts(resources) == before


async def test_an_upload_over_a_newer_version_is_told(
    resources: Resources, officer: Actor, draft: CaseDocument
) -> None:
    first = await in_word(resources, draft, "情况属实", "情况部分属实")
    second = await in_word(resources, draft, "情况属实", "情况不属实")
    await uploaded(resources, officer, draft, first)
    with pytest.raises(NotAllowedNow):
        await uploaded(resources, officer, draft, second)
