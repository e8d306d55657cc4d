"""Letters without a database: the catalogue's examples render, and what is missing is told all at once."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.cli.conftest import Call


def _examples(call: Call, letter_id: str) -> dict[str, object]:
    letter = next(each for each in call("letters", "list", "--json").json if each["id"] == letter_id)
    return {fact["name"]: fact["example"] for fact in letter["required_facts"]}


def test_the_catalogue_has_the_shape_of_the_contract(call: Call) -> None:
    found = call("letters", "list", "--json").json
    assert len(found) >= 8
    for letter in found:
        assert set(letter) >= {"id", "title", "legal_basis", "profile", "required_facts"}
        for fact in letter["required_facts"]:
            assert set(fact) >= {"name", "meaning", "type", "example"}


def test_examples_of_the_catalogue_render(call: Call, tmp_path: Path, folder: Path) -> None:
    facts = json.dumps(_examples(call, "acceptance_decision"), ensure_ascii=False).encode()
    out = tmp_path / "new" / "folder"
    made = call("letters", "render", "acceptance_decision", "--facts", "-", "--out", out, "--json", given=facts)
    assert made.code == 0 and set(made.json) == {"docx", "pdf", "docx_sha256", "pdf_sha256", "warnings"}
    for kind in ("docx", "pdf"):
        content = Path(made.json[kind]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == made.json[f"{kind}_sha256"]
    assert sorted(path.name for path in out.iterdir()) == ["acceptance_decision.docx", "acceptance_decision.pdf"]
    assert not folder.exists()


def test_missing_facts_are_listed_all_at_once_and_nothing_is_written(call: Call, tmp_path: Path) -> None:
    out = tmp_path / "out"
    wanted = _examples(call, "acceptance_decision")
    refused = call(
        "letters", "render", "acceptance_decision", "--facts", "-", "--out", out, "--json", given=b'{"x": 1}'
    )
    assert refused.code == 2
    named = {entry["name"] for entry in refused.json["missing"]}
    assert named == set(wanted) | {"x"}
    assert all(name in refused.err for name in named)
    assert not out.exists()


def test_wrong_letters_facts_and_folders_are_refused(call: Call, tmp_path: Path) -> None:
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps(_examples(call, "acceptance_decision")), encoding="utf-8")
    render = ("letters", "render")
    place = ("--facts", facts, "--out")
    unknown = call(*render, "../../x", *place, tmp_path, "--json").refusal
    assert "“../../x”" in unknown and "letters list" in unknown
    assert "是目录" not in call(*render, "acceptance_decision", *place, facts, "--json").refusal
    assert "不是目录" in call(*render, "acceptance_decision", *place, facts / "in", "--json").refusal
    wrong_day = call(*render, "acceptance_decision", *place, tmp_path, "--on", "2026-02-30", "--json")
    assert wrong_day.code == 2 and "--on" in wrong_day.refusal
    listed = call(*render, "acceptance_decision", "--facts", "-", "--out", tmp_path, "--json", given=b"[1]")
    assert listed.code == 2 and "JSON 对象" in listed.refusal
    twice = call(
        *render,
        "acceptance_decision",
        "--facts",
        "-",
        "--out",
        tmp_path,
        "--json",
        given=b'{"issuer": "a", "issuer": "b"}',
    )
    assert twice.code == 2 and "两次" in twice.refusal


def test_what_the_gate_finds_in_the_words_is_a_warning(call: Call, tmp_path: Path) -> None:
    facts = _examples(call, "acceptance_decision") | {"matter": "所购TODO质量问题"}
    given = json.dumps(facts, ensure_ascii=False).encode()
    made = call("letters", "render", "acceptance_decision", "--facts", "-", "--out", tmp_path, "--json", given=given)
    assert made.code == 0 and [warning for warning in made.json["warnings"] if "TODO" in warning]
