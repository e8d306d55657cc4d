"""Ways of filing and evidence lists: plain data that says what is missing."""

import pytest

from filings.channels import CHANNELS, UnknownChannel, channel, missing_fields
from filings.exhibits import Exhibit, evidence_rows, exhibit_problems
from filings.model import document_text
from filings.preview import page_images


def test_there_are_four_channels_with_receipts_and_a_cited_rule_of_service():
    assert [known.id for known in CHANNELS] == ["portal", "email", "post", "in_person"]
    for known in CHANNELS:
        assert known.label and known.label_en and known.receipt_kinds
        assert known.service.article.startswith("第八十二条")


def test_missing_fields_of_a_filing_and_of_its_receipt_are_named():
    given = {"carrier": "邮政", "tracking_number": " ", "to_address": "某路1号", "posted_on": "2026-11-20"}
    assert [field.name for field in missing_fields("post", given, receipt=False)] == ["tracking_number"]
    assert [field.name for field in missing_fields("post", {}, receipt=True)] == ["received_on", "signed_by"]
    with pytest.raises(UnknownChannel, match="in_person"):
        channel("pigeon")


def test_exhibits_become_the_evidence_list_of_a_letter(example_document):
    exhibits = [Exhibit("订单", "交易时间", "电子数据", 2, "a" * 64), Exhibit("发票", "金额", "书证", 1, "b" * 64)]
    assert exhibit_problems(exhibits) == []
    text = document_text(example_document("company_statement", evidence=evidence_rows(exhibits), enclosures=None))
    assert "附件：证据目录" in text and "发票" in text


def test_a_wrong_evidence_list_says_what_is_wrong_and_where():
    problems = exhibit_problems([Exhibit("订单", "时间", "照片", 0, "a" * 64), Exhibit("订单二", " ", "", 1, "a" * 64)])
    assert len(problems) == 4
    assert problems[0].startswith("证据1") and "证据2与证据1是同一份文件" in problems[3]


def test_previews_are_png_pages_and_refuse_what_is_no_pdf(example_document):
    from filings.pdf import render_pdf

    pages = page_images(render_pdf(example_document("hotline_reply")), 0.5)
    assert len(pages) == 2 and all(page.startswith(b"\x89PNG") for page in pages)
    with pytest.raises(ValueError, match="PDF"):
        page_images(b"no pdf")
