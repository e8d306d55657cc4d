"""The catalogue: every letter is complete, its examples compose, a wrong template is refused with file and line."""

import shutil
from datetime import date

import pytest

from filings.compose import compose, date_of_act
from filings.letters import DIRECTORY, UnknownLetter, letters_as_json, load_catalogue
from filings.markup import TemplateRefused

FIRST_LETTERS = {
    "acceptance_decision",
    "non_acceptance_decision",
    "mediation_termination_decision",
    "company_statement",
    "hotline_reply",
    "extension_request",
    "consumer_result_notice",
    "deadline_certificate",
}
FRONT = DIRECTORY / "acceptance_decision.zh.md"


def test_the_catalogue_lists_the_first_letters_with_their_contract_keys(catalogue):
    listed = letters_as_json(catalogue)
    assert {letter["id"] for letter in listed} >= FIRST_LETTERS
    for letter in listed:
        assert {"id", "title", "legal_basis", "profile", "required_facts", "optional_facts"} <= set(letter)
        for fact in letter["required_facts"]:
            assert {"name", "meaning", "type", "example"} <= set(fact)
            assert fact["meaning"] and fact["example"] not in (None, "")


@pytest.mark.parametrize("letter_id", sorted(FIRST_LETTERS))
def test_every_letter_composes_from_its_required_examples_alone(catalogue, letter_id):
    letter = catalogue.letter(letter_id)
    facts = {fact["name"]: fact["example"] for fact in _listed(catalogue, letter_id)["required_facts"]}
    document = compose(letter, facts, on=date_of_act(letter, facts))
    assert document.blocks and document.fingerprint == letter.fingerprint


@pytest.mark.parametrize("wrong", ["no_such_letter", "../../etc/passwd", "公司😀", "a\x00b", ""])
def test_an_unknown_letter_is_told_where_all_of_them_are(catalogue, wrong):
    with pytest.raises(UnknownLetter, match="anqi letters list") as refused:
        catalogue.letter(wrong)
    assert str(refused.value).isprintable() and len(str(refused.value)) < 200


def test_a_letter_nearly_named_is_offered_those_like_it(catalogue):
    with pytest.raises(UnknownLetter, match="是否为 acceptance_decision"):
        catalogue.letter("acceptance_decison")


def test_the_fingerprint_changes_with_one_character_of_the_template(tmp_path):
    folder = _copied(tmp_path)
    before = load_catalogue(folder)
    path = folder / FRONT.name
    path.write_text(path.read_text("utf-8").replace("特此告知。", "特此告知！"), "utf-8")
    after = load_catalogue(folder)
    assert before.fingerprint != after.fingerprint
    assert before.letter("acceptance_decision").fingerprint != after.letter("acceptance_decision").fingerprint


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("本机关收到{{complainnt}}的投诉。", "complainant"),
        ("本机关收到{{complainant}的投诉。", "花括号"),
        ("<script>alert(1)</script>", "HTML"),
        ("见[此处](https://example.org)。", "链接"),
        ("**重要**事项。", "粗体"),
        ("- 一项", "Markdown"),
        ("::stamp {{issuer}}", "不认识的指令"),
        ("{{#if complainant}}没有结尾", "缺少结尾"),
        ("{{/if}}", "没有对应的开头"),
        ("{{decided_on:roman}}", "写法"),
        ("{{complainant.__class__}}", "没有声明"),
        ("{{ 7*7 }}", "不认识的标记"),
        ("{% for x in y %}", "Jinja"),
        ("| 一 | 二 |", "列宽"),
    ],
)
def test_a_line_outside_the_subset_is_refused_with_file_and_line(tmp_path, line, problem):
    folder = _copied(tmp_path)
    path = folder / FRONT.name
    text = path.read_text("utf-8") + line + "\n"
    path.write_text(text, "utf-8")
    with pytest.raises(TemplateRefused) as refused:
        load_catalogue(folder)
    assert refused.value.file == FRONT.name
    assert refused.value.line == text.count("\n")
    assert problem in str(refused.value)


def test_versions_that_leave_a_gap_are_refused(tmp_path):
    folder = _copied(tmp_path)
    path = folder / FRONT.name
    path.write_text(path.read_text("utf-8").replace("until = 2026-04-14", "until = 2026-04-13"), "utf-8")
    with pytest.raises(TemplateRefused, match="重叠或者空档"):
        load_catalogue(folder)


def test_grounds_are_those_of_the_two_orders(catalogue):
    by_date = {
        letter_id: [len(version.grounds.grounds) for version in catalogue.letter(letter_id).versions]
        for letter_id in ("non_acceptance_decision", "mediation_termination_decision")
    }
    assert by_date == {"non_acceptance_decision": [6, 7], "mediation_termination_decision": [7, 8]}
    for letter_id in by_date:
        assert catalogue.letter(letter_id).versions[1].first_day == date(2026, 4, 15)


def _listed(catalogue, letter_id):
    return next(letter for letter in letters_as_json(catalogue) if letter["id"] == letter_id)


def _copied(tmp_path):
    folder = tmp_path / "letters"
    shutil.copytree(DIRECTORY, folder)
    return folder
