"""Every refusal of the package says the same in English: read from the source, and met with facts, edits and files."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import filings
from filings.compose import compose
from filings.confined import JobRefused, run_confined
from filings.editing import Edit, EditsRefused, edited
from filings.facts import FACT_TYPES, FactsRefused
from filings.fonts import CharactersNotCovered, Uncovered
from filings.letters import UnknownLetter
from filings.model import Title
from filings.said import Refusal, said_of
from tests.filings.plain_english import foreign

HOME = Path(filings.__file__).parent
OTHERS = {"verify_bundle.py", "bundle.py"}
"""Says both languages in one line; told by the program that makes the bundle."""
FOR_AUTHORS = {"TemplateRefused", "refuse"}
"""A template on disk is refused in Chinese, by file and line, to whoever writes it."""
TEMPLATE_READERS = {
    "markup.py",
    "template_check.py",
    "letters.py",
    "front_matter.py",
    "ground_lists.py",
    "statements.py",
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def literal(node: ast.expr) -> str | None:
    """Give a text of the source with “x” for every value in it, None for anything else."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(literal(part) or "" if isinstance(part, ast.Constant) else "x" for part in parts)
    return None


def calls() -> Iterator[tuple[str, str, list[str | None]]]:
    """Give (place, name, texts) of every call in the package: None for an argument that is no text."""
    for path in sorted(HOME.rglob("*.py")):
        if path.name in OTHERS:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                if name in FOR_AUTHORS and (name != "refuse" or path.name in TEMPLATE_READERS):
                    continue
                yield f"{path.name}:{node.lineno}", name, [literal(argument) for argument in node.args]


def load_all() -> None:
    """A refusal is known by its class: once its module is there."""
    for module in pkgutil.walk_packages(filings.__path__, "filings."):
        importlib.import_module(module.name)


def refusals(kind: type[Refusal] = Refusal) -> set[str]:
    return {kind.__name__}.union(*(refusals(each) for each in kind.__subclasses__()))


def test_every_sentence_in_two_languages_has_an_english_one() -> None:
    load_all()
    two = refusals() | {"Said", "refuse", "_strange"}
    found = [(place, texts) for place, name, texts in calls() if name in two and CHINESE.search(str(texts[-2:-1]))]
    assert len(found) > 200
    for place, texts in found:
        zh, en = texts[-2:]
        if en is None:
            continue  # composed of a sentence that is looked at where it stands
        assert re.search("[A-Za-z]", en) and not foreign(en), f"{place}: {en}"
        assert bool(zh and zh.endswith("。")) == en.endswith((".", "?")), f"{place}: a sentence and a clause: {en}"


def test_nothing_is_refused_in_chinese_alone() -> None:
    """The last text of a refusal is the English one."""
    for path in sorted(HOME.rglob("*.py")):
        if path.name in OTHERS:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call) or not node.exc.args:
                continue
            name = getattr(node.exc.func, "id", getattr(node.exc.func, "attr", ""))
            last = literal(node.exc.args[-1]) or ""
            allowed = name in FOR_AUTHORS and (name != "refuse" or path.name in TEMPLATE_READERS)
            assert allowed or not foreign(last), f"{path.name}:{node.lineno}: {last}"


def test_types_of_facts_are_told_in_english() -> None:
    assert not [said.en for said in FACT_TYPES.values() if foreign(said.en)]


def test_refused_facts_are_listed_in_english(catalogue, example_facts) -> None:
    facts = example_facts(
        "non_acceptance_decision", ground=9, received_on="2026-02-30", issuer="局\u200b", complanant="张"
    )
    with pytest.raises(FactsRefused) as refused:
        compose(catalogue.letter("non_acceptance_decision"), facts, on=date(2026, 11, 20))
    english = refused.value.said.en
    assert not foreign(english) and english.endswith(".")
    for words in (
        "4 facts need correction",
        "“9” must be a whole number from 1 to 7",
        "“2026-02-30” is not a day that exists, write YYYY-MM-DD",
        "character 2 (U+200B) is an invisible character, delete it and try again",
        "“complanant”: not a fact of this letter, perhaps complainant",
    ):
        assert words in english, english


def test_refused_edits_are_told_in_english(example_document) -> None:
    document = example_document("company_statement")
    title = next(place for place, block in enumerate(document.blocks) if isinstance(block, Title))
    edits = (Edit("replace", 999, "字"), Edit("insert", 0, ""), Edit("insert", 0, "一\u202e二"), Edit("delete", title))
    with pytest.raises(EditsRefused) as refused:
        edited(document, edits)
    assert list(refused.value.problems) == [0, 1, 2, 3]
    assert not [said.en for said in refused.value.problems.values() if foreign(said.en) or not said.en.endswith(".")]


def test_a_confined_job_is_refused_in_both_languages() -> None:
    with pytest.raises(JobRefused) as refused:
        run_confined("fill_word", {"do": "names"}, b"no archive")
    assert "文件开头不符" in str(refused.value) and "The file is not a .docx file" in refused.value.said.en


def test_what_is_no_refusal_says_the_same_twice() -> None:
    assert said_of(ValueError("odd")).en == said_of(ValueError("odd")).zh == "odd"


@pytest.mark.parametrize(
    "refused",
    [CharactersNotCovered(tuple(Uncovered("😀", "甲□乙") for _ in range(12))), UnknownLetter("某函", ("reply",))],
)
def test_a_composed_refusal_is_english(refused: Refusal) -> None:
    assert CHINESE.search(str(refused)) and not foreign(refused.said.en)


def test_more_headings_than_numerals_are_a_refusal(example_document) -> None:
    document = example_document("company_statement")
    edits = [Edit("insert", len(document.blocks) - 1, "标题", kind="heading") for _ in range(100)]
    with pytest.raises(EditsRefused) as refused:
        edited(document, edits)
    assert "请合并标题" in str(refused.value) and "join some" in refused.value.said.en
    assert list(refused.value.problems) == [len(edits)]
