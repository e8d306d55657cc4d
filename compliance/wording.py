"""Every sentence a person reads, looked up by message id: templates/text/{zh,en}/*.toml and the glossary.

A message id is `<file>.<key>`, for instance `errors.step_not_allowed` = key `step_not_allowed` in errors.toml;
nested tables give longer ids (`pages.board.title`). Placeholders are `{name}`.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter

from filings.said import Said

LANGUAGES = ("zh", "en")
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
TEXT = TEMPLATES / "text"


class WordingError(Exception):
    """A sentence is missing or was asked for without a value that it needs; the text names the id."""


@dataclass(frozen=True)
class Wording:
    """All sentences: language -> message id -> text, and the glossary: code name -> {zh, en}."""

    sentences: Mapping[str, Mapping[str, str]]
    glossary: Mapping[str, Mapping[str, str]]

    def say(self, message_id: str, lang: str, /, **values: object) -> str:
        """Return the sentence in `lang` ("zh" or "en") with its placeholders filled.

        Raises WordingError when the id, the language or a placeholder's value is missing.
        """
        table = self.sentences.get(lang)
        if table is None:
            raise WordingError(f"no language {lang!r}; known: {', '.join(self.sentences)}")
        text = table.get(message_id)
        if text is None:
            raise WordingError(f"no sentence {message_id!r} in templates/text/{lang}/")
        try:
            return text.format(**values) if "{" in text else text
        except (KeyError, IndexError) as absent:
            raise WordingError(f"sentence {message_id!r} ({lang}) needs the value {absent}") from absent

    def knows(self, message_id: str) -> bool:
        """Whether both languages have the sentence."""
        return all(message_id in table for table in self.sentences.values())

    def term(self, name: str, lang: str) -> str:
        """Return the glossary's word for a code name (受理 for `acceptance`); raises WordingError when absent."""
        entry = self.glossary.get(name)
        if entry is None or lang not in entry:
            raise WordingError(f"no term {name!r} ({lang}) in templates/text/glossary.toml")
        return entry[lang]


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces of a sentence."""
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)


def load_wording(root: Path = TEXT) -> Wording:
    """Return every sentence below `root`; raises WordingError naming the file when one is not a table of texts."""
    sentences: dict[str, dict[str, str]] = {}
    for lang in LANGUAGES:
        table: dict[str, str] = {}
        for path in sorted((root / lang).glob("*.toml")):
            table.update(_flat(_read(path), prefix=path.stem, path=path))
        sentences[lang] = table
    return Wording(sentences=sentences, glossary=_read(root / "glossary.toml"))


def _read(path: Path) -> dict:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as problem:
        raise WordingError(f"{path}: {problem}") from problem


def _flat(table: dict, *, prefix: str, path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for key, value in table.items():
        name = f"{prefix}.{key}"
        if isinstance(value, dict):
            found.update(_flat(value, prefix=name, path=path))
        elif isinstance(value, str):
            found[name] = value
        else:
            raise WordingError(f"{path}: {name} must be a text, not {type(value).__name__}")
    return found


@lru_cache(maxsize=1)
def wording() -> Wording:
    """Return the sentences of this installation (read once)."""
    return load_wording()


def say(message_id: str, lang: str, /, **values: object) -> str:
    """Return the sentence `message_id` in `lang` with its placeholders filled; raises WordingError (see Wording.say)."""
    return wording().say(message_id, lang, **values)


def said(message_id: str, /, **values: object) -> Said:
    """Return the sentence in both languages, for a place that learns the language later."""
    return Said(say(message_id, "zh", **values), say(message_id, "en", **values))


def knows(message_id: str) -> bool:
    """Whether both languages have the sentence `message_id`."""
    return wording().knows(message_id)


def term(name: str, lang: str) -> str:
    """Return the glossary's word for the code name `name` in `lang`."""
    return wording().term(name, lang)
