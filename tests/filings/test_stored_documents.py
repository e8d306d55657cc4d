"""Documents as they are stored: what was stored before still loads, new blocks survive, strange ones are refused."""

import json
from dataclasses import replace

import pytest

from filings.model import (
    PROFILES,
    Bars,
    Imprint,
    Number,
    Paragraph,
    Run,
    Table,
    Verification,
    document_as_json,
    document_from_json,
)
from filings.pdf import render_pdf
from tests.filings.test_profiles import NAMES, _everything

BEFORE = {
    "schema": 1,
    "letter": "company_statement",
    "title": "某某公司关于投诉的情况说明",
    "profile": "company-letter",
    "issuer": "某某公司",
    "on": "2026-10-20",
    "governed_on": "2026-10-20",
    "legal_basis": [{"instrument": "某办法", "article": "第一条", "number": ""}],
    "fingerprint": "0" * 64,
    "blocks": [
        {"block": "title", "runs": ["某某公司关于投诉的情况说明"]},
        {"block": "number", "runs": [["某函〔2026〕1号", "document_number"]]},
        {"block": "addressee", "runs": [["某某局", "authority"], "："]},
        {"block": "paragraph", "runs": ["情况如下。"], "style": "body"},
        {"block": "table", "widths": [1, 2], "header": ["甲", "乙"], "rows": [["1", "2"]], "caption": ""},
        {"block": "choice", "marked": True, "label": "（一）", "runs": ["情形"]},
        {"block": "enclosures", "names": ["清单"]},
        {"block": "signature", "name": ["某某公司", "company"], "dated": "2026年10月20日", "sealed": True},
        {"block": "annex", "label": "附件", "title": "清单"},
    ],
}


def test_a_document_stored_before_the_new_fields_loads_and_prints():
    document = document_from_json(BEFORE)
    assert document.blocks[1] == Number((Run("某函〔2026〕1号", "document_number"),))
    assert document.blocks[4] == Table((1, 2), ("甲", "乙"), (("1", "2"),))
    assert render_pdf(document).startswith(b"%PDF")


@pytest.mark.parametrize("profile", PROFILES)
def test_every_block_survives_storage(example_document, profile):
    blocks = (*_everything(NAMES), Verification("核验", "https://anqi.example"), Paragraph(()), Imprint())
    document = replace(example_document("acceptance_decision"), profile=profile, blocks=blocks)
    stored = json.loads(json.dumps(document_as_json(document), ensure_ascii=False))
    assert document_from_json(stored) == document
    assert isinstance(document_from_json(stored).blocks[11], Bars)


@pytest.mark.parametrize(
    "change",
    [
        {"schema": 2},
        {"profile": "no-profile"},
        {"blocks": [{"block": "hologram", "runs": []}]},
        {"blocks": [{"block": "title", "runs": [], "colour": "red"}]},
        {"blocks": [{"block": "title"}]},
    ],
)
def test_what_this_program_does_not_know_is_refused_in_one_sentence(change):
    with pytest.raises(ValueError, match=r"。$"):
        document_from_json(BEFORE | change)
