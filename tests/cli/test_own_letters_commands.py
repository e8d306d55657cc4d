"""Letters of one's own on the command line: checked and rendered without a database, loaded as drafts that nobody uses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from filings.word import word_text
from tests.casework.own_letter_texts import FORM_FACTS, markdown_letter, word_form
from tests.cli.conftest import Call

FACTS = {
    "company": "示例公司",
    "authority": "示例局",
    "findings": "属实。\n{{ 7*7 }}",
    "dated": "2026-11-20",
}


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "house_note.zh.md").write_text(markdown_letter(), "utf-8")
    (folder / "house_form.toml").write_text(FORM_FACTS, "utf-8")
    (folder / "house_form.docx").write_bytes(word_form())
    return folder


def test_letters_are_checked_with_file_and_line(call: Call, templates: Path, folder: Path) -> None:
    good = call("letters", "check", templates / "house_note.zh.md", templates / "house_form.docx", "--json")
    assert good.code == 0 and [each["problems"] for each in good.json] == [[], []]
    assert len(good.json[0]["sets"]) == 3
    bad = templates / "bad.zh.md"
    bad.write_text(markdown_letter("bad").replace("{{authority}}", "{{autority}}"), "utf-8")
    (templates / "alone.docx").write_bytes(word_form())
    found = call("letters", "check", bad, templates / "alone.docx", "--json")
    assert found.code == 1 and "bad.zh.md 第 52 行" in found.json[0]["problems"][0]
    assert "alone.toml" in found.json[1]["problems"][0]
    assert not folder.exists()


def test_a_letter_of_ones_own_renders_from_its_folder(call: Call, templates: Path, tmp_path: Path) -> None:
    given = json.dumps(FACTS, ensure_ascii=False).encode()
    out = tmp_path / "out"
    made = call(
        "letters", "render", "house_note", "--facts", "-", "--out", out, "--templates", templates, "--json", given=given
    )
    assert made.code == 0 and "{{ 7*7 }}" in word_text(Path(made.json["docx"]).read_bytes())
    form = FACTS | {"responses": [{"request": "退货", "opinion": "同意"}]}
    made = call(
        "letters", "render", "house_form", "--facts", "-", "--out", out, "--templates", templates, "--json",
        given=json.dumps(form, ensure_ascii=False).encode(),
    )  # fmt: skip
    assert made.code == 0 and "不涉及金额。" in word_text(Path(made.json["docx"]).read_bytes())
    assert Path(made.json["pdf"]).read_bytes().startswith(b"%PDF")
    unknown = call("letters", "render", "no_such", "--facts", "-", "--out", out, "--templates", templates, given=given)
    assert unknown.code == 2
    shipped = call("letters", "list", "--json").json
    assert not any(letter["own"] for letter in shipped) and "house_note" not in {letter["id"] for letter in shipped}


def test_a_hostile_form_is_refused_with_one_sentence(call: Call, templates: Path, tmp_path: Path) -> None:
    (templates / "house_form.docx").write_bytes(word_form("{{ company.__class__ }}"))
    given = json.dumps(FACTS | {"responses": [{"request": "a", "opinion": "b"}]}, ensure_ascii=False).encode()
    made = call(
        "letters", "render", "house_form", "--facts", "-", "--out", tmp_path / "out", "--templates", templates, "--json",
        given=given,
    )  # fmt: skip
    assert made.code == 2 and "__class__" in made.refusal and not (tmp_path / "out").exists()


def test_a_loaded_letter_is_a_draft_and_not_in_the_catalogue(call: Call, templates: Path) -> None:
    assert call("migrate").code == 0
    made = call("letters", "load", templates / "house_form.docx", "--json")
    assert made.code == 0 and made.json["state"] == "draft" and made.json["letter"] == "house_form"
    assert "house_form" not in {letter["id"] for letter in call("letters", "list", "--json").json}
