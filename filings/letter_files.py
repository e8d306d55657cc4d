"""Letters of one's own as files: `<id>.zh.md`, or `<id>.docx` with its description `<id>.toml` beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filings.compose import checked_facts, date_of_act
from filings.confined import JobRefused
from filings.facts import FactsRefused
from filings.forms.word_forms import fill_form, inspect_form
from filings.ground_lists import GroundLists, read_ground_lists
from filings.letters import DIRECTORY, Letter
from filings.markup import TemplateRefused
from filings.own_letters import MOST_CHARACTERS, check_own_letter, id_in, read_own_letter

MARKDOWN, DESCRIPTION, FORM = ".zh.md", ".toml", ".docx"
MOST_FORM_BYTES = 4_000_000


@dataclass(frozen=True)
class LetterFile:
    """A letter's text, and its DOCX form when it has one."""

    name: str
    source: str
    form: bytes | None = None

    @property
    def letter_id(self) -> str:
        """The id that the text names, "" when it names none."""
        return id_in(self.source)

    @property
    def form_sha256(self) -> str:
        return hashlib.sha256(self.form).hexdigest() if self.form is not None else ""

    def read(self, grounds: GroundLists) -> Letter:
        """Give the letter, read in a confined process first. Raises JobRefused and TemplateRefused."""
        check_own_letter(self.name, self.source, form=self.form_sha256)
        return read_own_letter(self.name, self.source, grounds, form=self.form_sha256)


def letter_file(path: Path) -> LetterFile:
    """Give the letter of a file: its text, and what belongs to it. Raises TemplateRefused, OSError."""
    if path.name.endswith(MARKDOWN):
        return LetterFile(path.name, _text(path))
    if path.suffix not in (DESCRIPTION, FORM):
        raise TemplateRefused(path.name, 1, "不是文书：须为 .zh.md 文件，或者 .docx 与同名的 .toml")
    form, description = path.with_suffix(FORM), path.with_suffix(DESCRIPTION)
    for needed in (form, description):
        if not needed.exists():
            raise TemplateRefused(path.name, 1, f"旁边没有“{needed.name}”，请一并放入")
    if form.stat().st_size > MOST_FORM_BYTES:
        raise TemplateRefused(form.name, 1, f"表单超过 {MOST_FORM_BYTES // 1_000_000} MB，请压缩图片后重试")
    return LetterFile(description.name, _text(description), form.read_bytes())


def letter_files(folder: Path) -> tuple[LetterFile, ...]:
    """Give every letter of a folder that can be read as a file; what is in it is not judged."""
    found = []
    for path in sorted([*folder.glob(f"*{MARKDOWN}"), *folder.glob(f"*{FORM}")]):
        try:
            found.append(letter_file(path))
        except (TemplateRefused, OSError):
            continue  # a file that is no letter is offered nowhere; `check_file` says what is wrong with it
    return tuple(found)


def check_file(path: Path) -> dict[str, Any]:
    """Give what is wrong with a letter: {"file", "problems", "sets": [titles]}; forms are filled with every set too."""
    made: dict[str, Any] = {"file": str(path), "problems": [], "sets": []}
    try:
        given = letter_file(path)
        trials = check_own_letter(given.name, given.source, form=given.form_sha256)
        made["sets"] = [trial.title for trial in trials]
        made["problems"] = [f"{trial.title}：{trial.problem}" for trial in trials if trial.problem]
        if given.form is not None:
            grounds = read_ground_lists((DIRECTORY / "grounds.toml").read_bytes(), file="grounds.toml")
            letter = read_own_letter(given.name, given.source, grounds, form=given.form_sha256)
            inspect_form(given.form, letter.facts)
            for trial in trials:
                if not trial.problem:
                    checked = checked_facts(letter, trial.facts, on=date_of_act(letter, trial.facts))
                    fill_form(given.form, letter.facts, checked.values)
    except (JobRefused, TemplateRefused, FactsRefused) as refused:
        made["problems"].append(str(refused))
    return made


def _text(path: Path) -> str:
    content = path.read_bytes()
    if len(content) > 4 * MOST_CHARACTERS:
        raise TemplateRefused(path.name, 1, "文件过大，请精简后重试")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TemplateRefused(path.name, 1, "文件不是 UTF-8 文字，请另存为 UTF-8 后重试") from None
