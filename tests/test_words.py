"""Every sentence exists in both languages, asks for the same values, and every sentence that is asked for exists."""

import re
from pathlib import Path

import pytest

from compliance.wording import TEMPLATES, WordingError, load_wording, placeholders, say, wording

ROOT = Path(__file__).resolve().parent.parent
CODE = [path for path in (ROOT / "compliance").rglob("*.py") if "vendor" not in path.parts]
PAGES = [*(TEMPLATES / "pages").rglob("*.html"), *(TEMPLATES / "fragments").rglob("*.html")]
FILES = {path.stem for path in (TEMPLATES / "text" / "zh").glob("*.toml")}
_IN_TEMPLATE = re.compile(r"""\bt\(\s*'([a-z_.0-9]+)'\s*[,)]""")
_STEM_IN_TEMPLATE = re.compile(r"""\bt\(\s*'([a-z_.0-9]+)\.'\s*~""")
_IN_CODE = re.compile(rf"""["']((?:{"|".join(sorted(FILES))})\.[a-z_0-9]+(?:\.[a-z_0-9]+)*)["']""")


def test_both_languages_have_the_same_sentences():
    sentences = wording().sentences
    assert set(sentences["zh"]) == set(sentences["en"])


def test_both_languages_ask_for_the_same_values():
    zh, en = wording().sentences["zh"], wording().sentences["en"]
    different = {name for name in zh if placeholders(zh[name]) != placeholders(en[name])}
    assert different == set()


def test_no_sentence_is_empty():
    assert [name for table in wording().sentences.values() for name, text in table.items() if not text.strip()] == []


def test_every_sentence_that_a_template_asks_for_exists():
    missing = {
        (path.name, name)
        for path in PAGES
        for name in _IN_TEMPLATE.findall(path.read_text(encoding="utf-8"))
        if not wording().knows(name)
    }
    assert missing == set()


def test_every_family_that_a_template_asks_for_has_members():
    known = wording().sentences["zh"]
    stems = {stem for path in PAGES for stem in _STEM_IN_TEMPLATE.findall(path.read_text(encoding="utf-8"))}
    assert {stem for stem in stems if not any(name.startswith(f"{stem}.") for name in known)} == set()


def test_every_sentence_that_the_code_asks_for_exists():
    missing = {
        (path.name, name)
        for path in CODE
        for name in _IN_CODE.findall(path.read_text(encoding="utf-8"))
        if not wording().knows(name) and not _is_a_module_or_file(name)
    }
    assert missing == set()


def _is_a_module_or_file(name: str) -> bool:
    module = ROOT / name.replace(".", "/")
    return module.with_suffix(".py").exists() or name.endswith(
        (".toml", ".py", ".html", ".js", ".css", ".json", ".xlsx")
    )


def test_chinese_sentences_hold_no_half_width_punctuation_between_han():
    between = re.compile(r"[\u4e00-\u9fff][,;:?!][\u4e00-\u9fff]")
    assert [name for name, text in wording().sentences["zh"].items() if between.search(text)] == []


def test_a_missing_sentence_is_an_error_that_names_it():
    with pytest.raises(WordingError, match="no_such_thing"):
        say("pages.no_such_thing", "zh")


def test_a_missing_value_is_an_error_that_names_it():
    with pytest.raises(WordingError, match="limit"):
        say("web.too_large", "zh")


def test_a_text_file_that_is_not_a_table_of_texts_is_refused(tmp_path):
    for lang in ("zh", "en"):
        (tmp_path / lang).mkdir()
        (tmp_path / lang / "broken.toml").write_text("number = 3\n", encoding="utf-8")
    (tmp_path / "glossary.toml").write_text("", encoding="utf-8")
    with pytest.raises(WordingError, match=r"broken\.number"):
        load_wording(tmp_path)


def test_every_glossary_term_has_both_languages():
    assert {name for name, pair in wording().glossary.items() if not {"zh", "en"} <= set(pair)} == set()
