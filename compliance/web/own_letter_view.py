"""Letters as the catalogue shows them: search, where a text came from, its state, its lines against those in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from compliance.records.law import LawText
from compliance.records.letter_releases import WORD, LetterRelease, LettersInForce, file_of
from compliance.web.law_view import TextChange, text_change
from compliance.wording import knows, say
from filings.front_matter import ADDRESSEES
from filings.letter_files import LetterFile, letter_files
from filings.letters import DIRECTORY, Letter

SIDES = ("company", "authority")


@dataclass(frozen=True)
class Wanted:
    """What the catalogue was asked for; empty means everything."""

    text: str = ""
    side: str = ""
    kind: str = ""
    addressee: str = ""
    own: bool = False

    def takes(self, letter: Letter) -> bool:
        """Whether a letter is among those asked for."""
        basis = [f"{each.instrument} {each.number}" for version in letter.versions for each in version.legal_basis]
        held = " ".join((letter.id, letter.title, letter.title_en, letter.form, *basis)).lower()
        return (
            all(word in held for word in self.text.lower().split())
            and (not self.side or self.side in letter.sides)
            and (not self.kind or self.kind == letter.kind)
            and (not self.addressee or self.addressee == letter.addressee)
            and (letter.own or not self.own)
        )


def kinds_of(letters: Iterable[Letter], lang: str) -> dict[str, str]:
    """Return every kind that occurs: value -> words."""
    found = sorted({letter.kind for letter in letters})
    return {
        kind: say(f"own_letters.kinds.{kind}", lang) if knows(f"own_letters.kinds.{kind}") else kind for kind in found
    }


def addressees_of(letters: Iterable[Letter], lang: str) -> dict[str, str]:
    """Return every addressee that occurs: value -> words."""
    found = sorted({letter.addressee for letter in letters})
    return {each: ADDRESSEES.get(each, each) if lang == "zh" else each for each in found}


def state_of(release: LetterRelease, letters: LettersInForce, today: date) -> str:
    """Return the state as a person sees it: one in force is in use, not yet in force, or ended."""
    if release.state != "in_force":
        return release.state
    if release.in_force_from is not None and release.in_force_from > today:
        return "coming"
    if not release.holds_on(today):
        return "ended"
    current = {letter.fingerprint for letter in letters.on(today).letters}
    return "now" if release.fingerprint in current else "ended"


def source_of(letter: Letter, letters: LettersInForce) -> str:
    """Return the text of a letter: that of its release, else the shipped file."""
    release = letters.release_of(letter) if letter.own else None
    if release is not None:
        return release.source
    return (DIRECTORY / f"{letter.id}.zh.md").read_text("utf-8")


def text_in_force(letter_id: str, letters: LettersInForce, today: date) -> str:
    """Return the text of that id that is in force today; empty when there is none."""
    letter = next((each for each in letters.on(today).letters if each.id == letter_id), None)
    return source_of(letter, letters) if letter else ""


def difference(release: LetterRelease, before: str) -> TextChange:
    """Return what a draft changes against a text, line by line."""
    return text_change(LawText("letter", file_of(release.letter_id, release.form), release.source), before)


def offered(folder: Path, known: Iterable[LetterRelease]) -> list[tuple[LetterFile, bool]]:
    """Return the letters that lie in the house's folder, each with whether the same text was loaded before."""
    had = {(release.source.strip(), release.file_sha256 or "") for release in known}
    if not folder.is_dir():
        return []
    return [(file, (file.source.strip(), file.form_sha256) in had) for file in letter_files(folder)]


def example_text(value: Any) -> str:
    """Return an example as one short line."""
    if isinstance(value, list):
        return "；".join(example_text(each) for each in value)[:160]
    if isinstance(value, dict):
        return " / ".join(str(each) for each in value.values())[:160]
    return str(value).replace("\n", " ")[:160]


def is_form(release: LetterRelease) -> bool:
    """Whether the release is a DOCX form."""
    return release.form == WORD
