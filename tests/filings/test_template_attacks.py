"""Attack strings as template content and as facts: nothing is read, started or contacted; what is printed is verbatim."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from filings.compose import checked_facts, compose
from filings.confined import JobRefused
from filings.facts import FactsRefused
from filings.forms.language import checked
from filings.forms.parts import TEXT
from filings.forms.places import FormRefused
from filings.forms.word_forms import fill_form, inspect_form
from filings.ground_lists import read_ground_lists
from filings.letters import DIRECTORY, Letter
from filings.markup import TemplateRefused
from filings.model import document_text
from filings.own_letters import check_own_letter, read_own_letter
from filings.pdf import render_pdf
from filings.same_words import word_difference
from filings.word import render_word, word_text
from tests.casework.own_letter_texts import FORM_FACTS, markdown_letter, word_form
from tests.filings.attack_strings import UNPRINTABLE, fact_attacks, template_attacks
from tests.filings.plain_english import foreign

GROUNDS = read_ground_lists((DIRECTORY / "grounds.toml").read_bytes(), file="grounds.toml")
SECRET = "a-secret-of-the-surroundings"


@dataclass
class Canary:
    """A file that nobody may make, a port that nobody may call, a secret that nothing may print."""

    file: Path
    port: int
    calls: list[object] = field(default_factory=list)

    def untouched(self) -> bool:
        return not self.file.exists() and not self.calls


@pytest.fixture(scope="module")
def canary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Canary]:
    door = socket.create_server(("127.0.0.1", 0))
    watched = Canary(tmp_path_factory.mktemp("canary") / "made", door.getsockname()[1])

    def listen() -> None:
        while True:
            try:
                watched.calls.append(door.accept())
            except OSError:
                return

    threading.Thread(target=listen, daemon=True).start()
    os.environ["ANQI_CANARY"] = SECRET
    yield watched
    del os.environ["ANQI_CANARY"]
    door.close()
    assert watched.untouched()


def own(source: str, *, form: str = "") -> Letter:
    return read_own_letter("house_form.toml" if form else "house_note.zh.md", source, GROUNDS, form=form)


def test_there_are_more_than_a_hundred_of_each() -> None:
    assert len(set(template_attacks("c", 1))) >= 100 and len(set(fact_attacks("c", 1))) >= 150


def test_every_attack_in_a_form_is_refused_before_anything_is_filled(canary: Canary) -> None:
    specs = {spec.name: spec for spec in own(FORM_FACTS, form="0" * 64).facts}
    specs |= {"name": replace(specs["company"], name="name"), "items": replace(specs["responses"], name="items")}
    for attack in template_attacks(str(canary.file), canary.port):
        escaped = attack.replace("&", "&amp;").replace("<", "&lt;")
        with pytest.raises(FormRefused) as told:
            checked(f"<w:body><w:p><w:r><w:t>{escaped}</w:t></w:r></w:p></w:body>", specs, place=TEXT)
        assert str(told.value).startswith("正文") and str(told.value).endswith("。"), attack
        assert told.value.said.en.startswith("Text") and not foreign(told.value.said.en), told.value.said.en
    assert canary.untouched()


@pytest.mark.parametrize("start", range(0, 144, 12))
def test_attacks_in_the_file_of_a_form_are_refused_in_the_confined_process(canary: Canary, start: int) -> None:
    letter = own(FORM_FACTS, form="0" * 64)
    attack = template_attacks(str(canary.file), canary.port)[start]
    with pytest.raises(JobRefused):
        inspect_form(word_form(attack.replace("name", "company")), letter.facts)
    assert canary.untouched()


def test_jinja_in_a_markdown_letter_is_refused_or_is_nothing_but_words(canary: Canary) -> None:
    refused = 0
    for attack in template_attacks(str(canary.file), canary.port):
        try:
            letter = own(markdown_letter(sentence=attack))
        except TemplateRefused as told:
            assert "第 53 行" in str(told) or "第 1 行" in str(told), attack
            refused += 1
            continue
        facts = {spec.name: spec.example for spec in letter.facts}
        assert attack in document_text(compose(letter, facts, on=GROUNDS.lists[0].checked)), attack
    assert refused >= 130 and canary.untouched()


def test_every_attack_as_a_fact_of_a_letter_is_printed_verbatim_in_both_files(canary: Canary) -> None:
    letter = own(markdown_letter())
    facts = {spec.name: spec.example for spec in letter.facts}
    attacks = fact_attacks(str(canary.file), canary.port)
    facts["findings"] = "\n".join(attacks)
    document = compose(letter, facts, on=GROUNDS.lists[0].checked)
    lines = document_text(document).split("\n")
    assert [line for line in attacks if line.strip() not in lines] == []
    docx, pdf = render_word(document), render_pdf(document)
    assert word_difference(document, docx, pdf) is None
    assert SECRET.encode() not in docx + pdf and b"root:" not in docx + pdf
    assert canary.untouched()


def test_every_attack_as_a_fact_of_a_form_is_printed_verbatim(canary: Canary) -> None:
    letter = own(FORM_FACTS, form="0" * 64)
    facts = {spec.name: spec.example for spec in letter.facts}
    attacks = fact_attacks(str(canary.file), canary.port)
    facts["findings"] = "\n".join(attacks)
    facts["responses"] = [{"request": one, "opinion": one} for one in attacks]
    facts["company"] = "甲{{ company }}{_{x}_}</w:t>&amp;“乙”"
    values = checked_facts(letter, facts, on=GROUNDS.lists[0].checked).values
    words = word_text(fill_form(word_form(), letter.facts, values)).split("\n")
    assert [line for line in attacks if words.count(line.strip()) < 3] == []
    assert "甲{{ company }}{_{x}_}</w:t>&amp;“乙”" in words
    assert canary.untouched()


@pytest.mark.parametrize("value", UNPRINTABLE)
def test_what_would_not_read_as_it_is_stored_is_refused_as_a_fact_and_in_a_template(value: str) -> None:
    letter = own(markdown_letter())
    facts = {spec.name: spec.example for spec in letter.facts} | {"findings": value}
    with pytest.raises(FactsRefused, match="findings"):
        compose(letter, facts, on=GROUNDS.lists[0].checked)
    with pytest.raises(TemplateRefused, match="第 53 行"):
        own(markdown_letter(sentence=value))


@pytest.mark.parametrize(
    "source",
    [
        markdown_letter(sentence="{{#if company}}" * 2_000),
        markdown_letter(sentence="\n".join(["{{#if company}}"] * 2_000)),
        markdown_letter(sentence="{{" + " " * 3_900),
        markdown_letter(sentence="{{ " * 1_300),
        markdown_letter(sentence="甲" * 100_000),
        markdown_letter(sentence="甲\n" * 100_000),
        markdown_letter().replace("+++\nid", "+++\nx = " + "[" * 3_000 + "\nid", 1),
        markdown_letter().replace("+++\nid", "+++\nx = " + "9" * 3_900 + "\nid", 1),
        markdown_letter().replace("+++\nid", "+++\n" + ".".join(["a"] * 1_900) + " = 1\nid", 1),
        markdown_letter().replace(
            "+++\nid", "+++\n" + "\n".join(f"[a{'.a' * 400}.b{i}]" for i in range(200)) + "\n", 1
        ),
        "+++\n+++\n",
        "",
        "\x00",
        "+++\nid = 1\n+++\n# x",
    ],
    ids=range(14),
)
def test_a_text_made_to_exhaust_is_refused_in_time_with_one_sentence(source: str) -> None:
    begun = time.monotonic()
    with pytest.raises(JobRefused) as told:
        check_own_letter("house_note.zh.md", source)
    assert time.monotonic() - begun < 15 and len(str(told.value)) < 400 and str(told.value).endswith("。")


def test_a_letter_that_could_grow_without_end_is_refused() -> None:
    rows = '[[fact]]\nname = "many"\nmeaning = "列表"\ntype = "texts"\nexample = ["一"]\n[[fact]]\nname = "company"'
    wide = markdown_letter(sentence="{{#each many}}\n" + "{{item}}\n" * 60 + "{{/each}}")
    deep = markdown_letter(sentence="{{#each many}}\n{{#each many}}\n{{item}}\n{{/each}}\n{{/each}}")
    for source in (wide, deep):
        with pytest.raises(TemplateRefused):
            own(source.replace('[[fact]]\nname = "company"', rows, 1))


def test_a_form_that_loops_for_long_is_stopped_and_the_next_one_is_filled() -> None:
    letter = own(FORM_FACTS, form="0" * 64)
    facts = {spec.name: spec.example for spec in letter.facts}
    facts["responses"] = [{"request": "退货", "opinion": "同意"}] * 500
    values = checked_facts(letter, facts, on=GROUNDS.lists[0].checked).values
    nested = "{% for a in responses %}{% for b in responses %}{{ b.request }}{% endfor %}{% endfor %}"
    begun = time.monotonic()
    with pytest.raises(JobRefused, match="循环超过"):
        fill_form(word_form(nested), letter.facts, values)
    assert time.monotonic() - begun < 15
    assert fill_form(word_form(), letter.facts, values).startswith(b"PK")
