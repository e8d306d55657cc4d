"""The API and the command line say the same of the same case and of the same filings."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.conftest import SAT_2026_11_21, House

CASE = "TS-2026-00003"
PRIVATE = ("person_id", "handler_id", "source_fields", "filed_by", "complaint_id")


@pytest.fixture(scope="module", autouse=True)
def a_draft(house) -> int:
    """A case with a drafted letter."""
    answer = house.as_("officer").post(
        f"/complaints/{CASE}/letters", {"letter_id": "company_statement", "step_on": "2026-11-21"}
    )
    return int(answer.headers["location"].partition("?")[0].rsplit("/", 1)[1])


def printed(house: House, *command: str):
    """What the command line prints about the installation that is being served."""
    settings = house.resources.settings
    done = subprocess.run(
        [str(Path(sys.prefix) / "bin" / "anqi"), *command, "--json"],
        env=os.environ | {"ANQI_DATA_DIR": str(settings.data_dir), "ANQI_TODAY": str(SAT_2026_11_21)},
        capture_output=True,
        text=True,
        check=True,
    )
    # Two spellings of one instant, both RFC 3339.
    return json.loads(done.stdout.replace("+00:00", "Z"))


def without_hours(case: dict) -> dict:
    """Hours that remain pass between two readings."""
    return case | {"deadlines": [clock | {"remaining": None} for clock in case["deadlines"]]}


def test_a_case_is_the_same_in_both_and_the_api_adds_only_the_steps(house):
    told = house.as_("officer").get(f"/api/v1/complaints/{CASE}").json()
    assert told.pop("steps")
    case = printed(house, "case", "show", CASE)
    assert without_hours(told) == without_hours(case)
    assert case["deadlines"] and case["events"] and case["documents"] and case["timeline"]


def test_the_filing_register_is_the_same_in_both(house):
    assert house.as_("officer").get("/api/v1/filings").json() == printed(house, "filings", "list")


def test_nothing_that_only_the_database_needs_leaves_by_any_answer(house, a_draft):
    officer = house.as_("officer")
    for path in ("/complaints", f"/complaints/{CASE}", f"/complaints/{CASE}/documents", f"/documents/{a_draft}"):
        text = officer.get(f"/api/v1{path}").text
        assert not [name for name in PRIVATE if f'"{name}"' in text], path
        assert "13800001234" not in text and "示例张三" not in text


def test_one_document_comes_with_its_facts(house, a_draft):
    paper = house.as_("officer").get(f"/api/v1/documents/{a_draft}").json()
    assert paper["case"] == CASE and paper["letter_id"] == "company_statement" and paper["facts"]
    assert paper["drafted_by"] == "示例officer" and "facts" not in printed(house, "case", "show", CASE)["documents"][0]
