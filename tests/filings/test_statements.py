"""Mandatory statements: every example says them, every one is missed when its sentence is taken out, each is cited."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from filings.compose import compose
from filings.gate.findings import BLOCKS, WARNS
from filings.gate.statements import DEMANDING, FILE, missing_statements, packaged_statements, read_statements
from filings.letters import Catalogue
from filings.markup import TemplateRefused
from filings.model import Document, document_from_json
from tests.filings.test_example_sets import LETTERS, composed, sets_of

FOUND = packaged_statements()
# What no example set happens to need: under the State Council's regulation before order 121, and a refused service.
CONSTRUCTED: dict[str, tuple[str, dict[str, Any]]] = {
    "refusal_reasons": ("non_acceptance_decision", {"received_on": "2026-03-02", "decided_on": "2026-03-09"}),
    "refusal_other_routes": ("non_acceptance_decision", {"received_on": "2026-03-02", "decided_on": "2026-03-09"}),
    "mediation_arrangements_order20": (
        "mediation_notice",
        {
            "accepted_on": "2026-03-16",
            "mediated_on": "2026-03-30",
            "refusal_by": None,
            "mediation_way": "现场",
            "dated": "2026-03-20",
        },
    ),
    "service_refused": ("proof_of_service", {"service_way": "留置送达"}),
}


def papers_of(catalogue: Catalogue, letter_id: str) -> list[tuple[dict[str, Any], Document]]:
    return [(one["facts"], composed(catalogue, letter_id, one["facts"])) for one in sets_of(letter_id)]


def without(document: Document, phrase: str) -> Document:
    """The document without the words of a phrase, wherever they stand."""

    def cut(value: Any) -> Any:
        if isinstance(value, str):
            return re.sub(r"\s?".join(map(re.escape, phrase)), "", value)
        if isinstance(value, tuple):
            return tuple(cut(each) for each in value)
        if hasattr(value, "__dataclass_fields__"):
            return replace(value, **{name: cut(getattr(value, name)) for name in value.__dataclass_fields__})
        return value

    return replace(document, blocks=cut(document.blocks))


@pytest.mark.parametrize("letter_id", LETTERS)
def test_every_example_says_what_the_law_asks_of_it(catalogue: Catalogue, letter_id: str) -> None:
    for facts, words in papers_of(catalogue, letter_id):
        assert missing_statements(FOUND, letter_id, facts, words) == []


@pytest.mark.parametrize("statement", FOUND.statements, ids=lambda each: each.id)
def test_a_statement_taken_out_is_missed(catalogue: Catalogue, statement) -> None:
    if statement.id in CONSTRUCTED:
        letter_id, changes = CONSTRUCTED[statement.id]
        facts = {name: value for name, value in (sets_of(letter_id)[0]["facts"] | changes).items() if value is not None}
        papers = [(facts, composed(catalogue, letter_id, facts))]
    else:
        papers = [paper for letter_id in statement.letters for paper in papers_of(catalogue, letter_id)]
    needed = [(facts, words) for facts, words in papers if statement in FOUND.due(words.letter, facts, words)]
    assert needed, "no paper needs it, so nothing shows that it works"
    for facts, words in needed:
        assert f"statement:{statement.id}" not in {
            each.id for each in missing_statements(FOUND, words.letter, facts, words)
        }
        for alternative in statement.words:
            words = without(words, alternative[-1])
        found = {each.id: each for each in missing_statements(FOUND, words.letter, facts, words)}
        finding = found[f"statement:{statement.id}"]
        assert finding.severity == (BLOCKS if statement.evidence in DEMANDING else WARNS)
        assert statement.basis in finding.zh and statement.basis in finding.en
        assert not finding.lasting, "other words may say it; a person who read them may say so"


def test_statements_name_letters_and_facts_that_there_are(catalogue: Catalogue) -> None:
    for statement in FOUND.statements:
        for letter_id in statement.letters:
            names = {spec.name: spec.type for spec in catalogue.letter(letter_id).facts}
            assert statement.by in ("governed_on", "on") or names[statement.by] == "date"
            assert not statement.fact or statement.fact in names
            assert not statement.when.fact or statement.when.fact in names


def test_a_refusal_needs_no_reasons_before_the_first_of_july_2024(catalogue: Catalogue) -> None:
    letter = catalogue.letter("non_acceptance_decision")
    facts = sets_of(letter.id)[0]["facts"] | {"received_on": "2024-06-20", "decided_on": "2024-06-28", "ground": 1}
    facts = {name: value for name, value in facts.items() if name not in ("reasons", "ground_detail")}
    due = {each.id for each in FOUND.due(letter.id, facts, compose(letter, facts, on=date(2024, 6, 28)))}
    assert due == {"refusal_decided_order20"}
    later = facts | {"decided_on": "2024-07-01", "reasons": "不属于本机关职责。"}
    due = {each.id for each in FOUND.due(letter.id, later, compose(letter, later, on=date(2024, 7, 1)))}
    assert due == {"refusal_decided_order20", "refusal_reasons", "refusal_other_routes"}


def test_blanks_inside_a_phrase_do_not_hide_it(catalogue: Catalogue) -> None:
    words = composed(catalogue, "acceptance_decision", facts := sets_of("acceptance_decision")[0]["facts"])
    spaced = document_from_json(_spaced(words))
    assert missing_statements(FOUND, "acceptance_decision", facts, spaced) == []


def _spaced(words: Document) -> dict[str, Any]:
    import json

    from filings.model import document_as_json

    return json.loads(json.dumps(document_as_json(words), ensure_ascii=False).replace("予以受理", "予以　受理"))


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ('[[statement]]\nid = "a"', "缺少"),
        (FILE.read_text("utf-8").replace('evidence = "text_seen"', 'evidence = "secondary"', 1), "evidence"),
        (FILE.read_text("utf-8").replace('words = [["决定予以受理"]', "words = [[]", 1), "words"),
        (re.sub(r'\nnote = "[^"]*"', "", FILE.read_text("utf-8"), count=1), "推定"),
        ("[[statement", "TOML"),
    ],
)
def test_a_faulty_file_is_refused_and_says_why(broken: str, told: str) -> None:
    with pytest.raises(TemplateRefused, match=told):
        read_statements(broken.encode())
