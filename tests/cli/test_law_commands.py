"""Commands about law: the contract of ``deadlines compute``, hostile JSON, calendars, rules, and no heavy imports."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call, environment

RECEIVED = {
    "regime": "samr_complaint",
    "profile": "authority",
    "today": "2026-11-21",
    "events": [{"kind": "complaint_received", "on": "2026-09-30"}, {"kind": "accepted", "on": "2026-10-12"}],
}


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def test_the_worked_example_of_the_contract(call: Call) -> None:
    asked = RECEIVED | {
        "facts": {},
        "events": [
            *RECEIVED["events"],
            {"kind": "suspended", "on": "2026-10-20", "ground": "appraisal"},
            {"kind": "resumed", "on": "2026-10-30"},
        ],
    }
    outcome = call("deadlines", "compute", "--json", given=_bytes(asked))
    assert (outcome.code, outcome.err) == (0, "")
    assert set(outcome.json) >= {"deadlines", "not_covered", "warnings"}
    first = outcome.json["deadlines"][0]
    expected = {
        "limit": "acceptance_decision",
        "regime": "samr_complaint",
        "label": "作出受理或者不予受理决定并告知投诉人",
        "owner": "authority",
        "ours": True,
        "kind": "statutory",
        "started_on": "2026-09-30",
        "due_on": "2026-10-15",
        "due_at": None,
        "span": "7 working days",
        "state": "met",
        "met_on": "2026-10-12",
        "remaining": None,
        "provisional": False,
        "earliest": "2026-10-15",
        "alternatives": [],
    }
    assert {name: first[name] for name in expected} == expected
    assert first["citation"]["article"] == "第十五条" and first["citation"]["in_force_from"] == "2026-04-15"
    assert first["trace"][0]["on"] == "2026-10-01" and first["trace"][0]["counted"] is False
    assert {"on": "2026-10-08", "counted": True, "ordinal": 1} in first["trace"]


def test_a_batch_answers_each_request_in_its_place(call: Call) -> None:
    batch = b"[" + b",".join(
        [
            _bytes(RECEIVED),
            b'{"regime": "nix", "events": []}',
            b'{"regime": "samr_complaint", "regime": "house", "events": []}',
            b'{"facts": ' + b'{"a":' * 60 + b"1" + b"}" * 60 + b"}",
            b"7",
            b'{"regime": "samr_complaint", "today": ' + b"9" * 5000 + b', "events": []}',
            b'{"regime": "\\ud800", "today": "2026-11-21", "events": []}',
            _bytes(RECEIVED),
        ]
    )
    outcome = call("deadlines", "compute", "--json", given=batch + b"]")
    assert outcome.code == 1
    answers = outcome.json
    assert [next(iter(answer)) for answer in answers] == ["deadlines", *["error"] * 6, "deadlines"]
    assert answers[0] == answers[-1]
    assert answers[1]["error"]["field"] == "regime" and "samr_complaint" in answers[1]["error"]["message"]
    assert "“regime”在同一对象中写了两次" in answers[2]["error"]["message"]
    assert "嵌套过深" in answers[3]["error"]["message"]
    assert answers[5]["error"]["field"] == "today"
    assert len(outcome.err.strip().splitlines()) == 6
    assert "第 2 个请求" in outcome.err


def test_a_refused_request_alone_is_an_error_object_and_exit_1(call: Call) -> None:
    wrong = RECEIVED | {"events": [{"kind": "complaint_received", "on": "2026-02-30"}]}
    outcome = call("deadlines", "compute", "--json", given=_bytes(wrong))
    assert outcome.code == 1 and outcome.json["error"]["field"] == "events[0].on"
    assert "2026-02-30" in outcome.err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (b"not json", "第 1 行第 1 列"),
        (b'{"regime": NaN}', "NaN"),
        (b"", "是空的"),
        (b" \n\xef\xbb\xbf", "是空的"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"[" * 200_000, "嵌套过深"),
        (b'{"a": 1} x', "第 1 行第 10 列"),
    ],
)
def test_what_is_no_json_is_refused_whole(call: Call, given: bytes, words: str) -> None:
    refused = call("deadlines", "compute", "-", "--json", given=given)
    assert refused.code == 2 and words in refused.refusal and "标准输入" in refused.refusal


def test_files_that_cannot_be_read_are_named(call: Call, tmp_path: Path) -> None:
    assert "不存在" in call("deadlines", "compute", tmp_path / "none.json", "--json").refusal
    assert "是目录" in call("deadlines", "compute", tmp_path, "--json").refusal
    assert "64 MB" in call("deadlines", "compute", "/dev/zero", "--json").refusal


def test_a_byte_order_mark_is_allowed_and_an_empty_batch_is_answered(call: Call) -> None:
    outcome = call("deadlines", "compute", "--json", given=b"\xef\xbb\xbf" + _bytes(RECEIVED))
    assert outcome.code == 0 and outcome.json["deadlines"]
    assert call("deadlines", "compute", "--json", given=b"[]").json == []


def test_without_today_the_clock_is_asked(call: Call) -> None:
    asked = {name: value for name, value in RECEIVED.items() if name != "today"} | {"events": RECEIVED["events"][:1]}
    early = call("deadlines", "compute", "--json", given=_bytes(asked), ANQI_TODAY="2026-10-15")
    late = call("deadlines", "compute", "--json", given=_bytes(asked), ANQI_TODAY="2026-11-21")
    assert early.json["deadlines"][0]["state"] == "due_today"
    assert late.json["deadlines"][0]["state"] == "overdue"


def test_people_get_a_table_without_colour(call: Call) -> None:
    outcome = call("deadlines", "compute", given=_bytes(RECEIVED))
    assert outcome.code == 0 and "2026-10-15" in outcome.out and "第十五条" in outcome.out
    assert "\x1b[" not in outcome.out


def test_two_thousand_requests_take_seconds(call: Call) -> None:
    began = time.monotonic()
    outcome = call("deadlines", "compute", "--json", given=_bytes([RECEIVED] * 2000))
    assert outcome.code == 0 and len(outcome.json) == 2000
    assert time.monotonic() - began < 20


def test_counting_loads_no_web_database_or_renderer(tmp_path: Path) -> None:
    code = (
        "import sys; from compliance.cli import run_command; "
        "codes = [run_command(a.split()) for a in ('deadlines compute --json', 'calendar show 2026', 'rules list --json',"
        " 'letters list --json', '--help')]; "
        "heavy = {'weasyprint', 'litestar', 'piccolo', 'docx', 'uvicorn', 'asyncpg', 'arq', 'msgspec'} & set(sys.modules); "
        "print(codes, sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=_bytes(RECEIVED),
        capture_output=True,
        env=environment(tmp_path / "var"),
        timeout=60,
    )
    assert done.stderr.decode().strip() == "[0, 0, 0, 0, 0] []"
    assert not (tmp_path / "var").exists()


def test_the_calendar_names_its_notice(call: Call) -> None:
    found = call("calendar", "show", "2026", "--json").json
    assert set(found) >= {"year", "status", "notice", "days"}
    assert (found["year"], found["status"]) == (2026, "published")
    assert set(found["notice"]) >= {"number", "date", "url"}
    days = {day["on"]: day["kind"] for day in found["days"]}
    assert (days["2026-10-01"], days["2026-10-10"]) == ("day_off", "makeup_workday")
    assert call("calendar", "show", "2027", "--json").json["status"] == "provisional"
    for year in ("abc", "1800", "3000", "2010"):
        refused = call("calendar", "show", year, "--json")
        assert refused.code == 2 and "YEAR" in refused.refusal


def test_rules_carry_their_sources_and_check_out(call: Call) -> None:
    found = call("rules", "list", "--json").json
    assert all(
        set(limit) >= {"regime", "limit", "label", "kind", "owner", "starts", "met_by", "versions"} for limit in found
    )
    assert all(set(v) >= {"from", "until", "span", "citation"} for limit in found for v in limit["versions"])
    checked = call("rules", "check", "--json")
    assert checked.code == 0 and checked.json["ok"] is True
    assert not [finding for finding in checked.json["findings"] if finding["level"] == "error"]
    assert call("rules", "check").out.strip().splitlines()[-1].startswith("规则与日历无误")


def test_the_coverage_is_printed_written_and_counted(call: Call, tmp_path: Path) -> None:
    page = tmp_path / "coverage.md"
    counted = call("rules", "coverage", "--write", page, "--json")
    listed = call("rules", "list", "--json").json
    assert counted.code == 0 and counted.json["limits"] == len(listed) and counted.json["written"] == str(page)
    printed = call("rules", "coverage")
    assert printed.out == page.read_text("utf-8") and "samr_complaint.acceptance_decision" in printed.out
    refused = call("rules", "coverage", "--write", tmp_path / "none" / "x.md")
    assert refused.code == 2 and "x.md" in refused.err
