"""The letter catalogue (文书目录): what each file in templates/letters says about itself, checked when it is loaded.

A letter is `<id>.zh.md`: TOML front matter between two `+++` lines (title, facts, versions of law with their dates,
dated flags), then a body in the Markdown subset of `markup`. The lists of legal grounds lie beside in grounds.toml.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from filings.catalogue_json import letters_as_json
from filings.facts import FACT_TYPES, Column, FactSpec
from filings.ground_lists import Ground, GroundList, GroundLists, ground_list_on, read_ground_lists
from filings.markup import Node, TemplateRefused, parse_body
from filings.model import PROFILES, LegalBasis
from filings.said import Refusal
from filings.template_check import check_names

__all__ = [
    "Catalogue",
    "Flag",
    "Ground",
    "GroundList",
    "GroundLists",
    "Letter",
    "LetterVersion",
    "UnknownLetter",
    "catalogue_of",
    "ground_list_on",
    "letters_as_json",
    "load_catalogue",
    "read_letter",
    "split_front_matter",
]

DIRECTORY = Path(__file__).resolve().parent.parent / "templates" / "letters"
SIDES = ("company", "authority")


@dataclass(frozen=True)
class LetterVersion:
    """A letter under the law of a period; `until` None = still in force. `words` are the version's own wordings."""

    first_day: date
    until: date | None
    words: dict[str, str]
    legal_basis: tuple[LegalBasis, ...]
    grounds: GroundList | None


@dataclass(frozen=True)
class Flag:
    """A dated requirement: holds when the date of fact `by` (or of the act, by = "on") lies within the period."""

    name: str
    by: str
    first_day: date
    until: date | None
    legal_basis: LegalBasis


@dataclass(frozen=True)
class Letter:
    """One letter of the catalogue.

    `governed_by` is the date fact that picks the version of law ("" = the date of the act), `date_fact` the fact that
    holds the date of the act, `issuer_fact` the one with the issuing body's name; `in_order` pairs dates of which the
    first may not lie after the second.
    """

    id: str
    title: str
    title_en: str
    sides: tuple[str, ...]
    addressee: str
    kind: str
    profile: str
    form: str
    governed_by: str
    date_fact: str
    issuer_fact: str
    facts: tuple[FactSpec, ...]
    versions: tuple[LetterVersion, ...]
    flags: tuple[Flag, ...]
    in_order: tuple[tuple[str, str], ...]
    body: tuple[Node, ...]
    fingerprint: str
    word_form: str = ""
    """SHA-256 of the house's own DOCX form that this letter is filled into; "" for one that is written from `body`."""
    own: bool = False
    """Written or changed by the house itself, not shipped."""

    @property
    def required_facts(self) -> tuple[FactSpec, ...]:
        """Facts that the letter needs under the law now in force (a requirement without an end counts)."""
        lasting = {flag.name for flag in self.flags if flag.until is None}
        return tuple(spec for spec in self.facts if spec.required or spec.required_when in lasting)

    @property
    def optional_facts(self) -> tuple[FactSpec, ...]:
        required = self.required_facts
        return tuple(spec for spec in self.facts if spec not in required)


class UnknownLetter(Refusal):
    """No letter has this id."""

    def __init__(self, letter_id: str, known: tuple[str, ...]) -> None:
        self.letter_id = letter_id
        shown = "".join(character if character.isprintable() else "�" for character in letter_id[:60])
        near = get_close_matches(letter_id[:60], known, n=3, cutoff=0.5)
        hint = f"是否为 {'、'.join(near)}？" if near else ""
        meant = f" Did you mean {', '.join(near)}?" if near else ""
        super().__init__(
            f"文书目录里没有“{shown}”。{hint}全部 {len(known)} 种见 anqi letters list 或者文书模板页。",
            f"There is no letter “{shown}”.{meant} `anqi letters list` shows all {len(known)} of them.",
        )


@dataclass(frozen=True)
class Catalogue:
    """All letters, by id, and the checklists of grounds beside them; `fingerprint` is the SHA-256 over all of theirs."""

    letters: tuple[Letter, ...]
    fingerprint: str
    ground_lists: GroundLists

    def letter(self, letter_id: str) -> Letter:
        """Give the letter with this id. Raises UnknownLetter naming the ids there are."""
        for letter in self.letters:
            if letter.id == letter_id:
                return letter
        raise UnknownLetter(letter_id, tuple(letter.id for letter in self.letters))

    def overlaid(self, letters: Iterable[Letter]) -> Catalogue:
        """Give the catalogue with these letters in the place of those with their ids, or beside them."""
        merged = {letter.id: letter for letter in self.letters} | {letter.id: letter for letter in letters}
        return catalogue_of(tuple(merged[name] for name in sorted(merged)), self.ground_lists)


def catalogue_of(letters: tuple[Letter, ...], grounds: GroundLists) -> Catalogue:
    """Give the catalogue of these letters."""
    whole = hashlib.sha256("\n".join(f"{letter.id} {letter.fingerprint}" for letter in letters).encode())
    return Catalogue(letters=letters, fingerprint=whole.hexdigest(), ground_lists=grounds)


def load_catalogue(directory: Path | None = None) -> Catalogue:
    """Read every letter of a folder (default: the packaged one). Raises TemplateRefused naming file and line."""
    folder = directory or DIRECTORY
    grounds_file = folder / "grounds.toml"
    grounds_bytes = grounds_file.read_bytes() if grounds_file.exists() else b""
    grounds = read_ground_lists(grounds_bytes, file=grounds_file.name)
    letters = tuple(
        read_letter(path.name, path.read_bytes(), grounds, grounds_bytes) for path in sorted(folder.glob("*.zh.md"))
    )
    return catalogue_of(letters, grounds)


def read_letter(file: str, content: bytes, grounds: GroundLists, grounds_bytes: bytes = b"") -> Letter:
    """Read one letter. Raises TemplateRefused naming file and line."""
    front, body, first_line = split_front_matter(file, content.decode("utf-8"))
    if front.get("id") != file.removesuffix(".zh.md"):
        raise TemplateRefused(file, 2, f"id “{front.get('id')}”与文件名不一致")
    try:
        letter = Letter(
            id=front["id"],
            title=front["title"],
            title_en=front["title_en"],
            sides=tuple(front["sides"]),
            addressee=front["addressee"],
            kind=front["kind"],
            profile=front["profile"],
            form=front.get("form", ""),
            governed_by=front.get("governed_by", ""),
            date_fact=front["date_fact"],
            issuer_fact=front["issuer_fact"],
            facts=tuple(_fact(entry) for entry in front["fact"]),
            versions=tuple(_version(entry, grounds) for entry in front["version"]),
            flags=tuple(_flag(entry) for entry in front.get("flag", [])),
            in_order=tuple((earlier, later) for earlier, later in front.get("in_order", [])),
            body=parse_body(body, file=file, first_line=first_line),
            fingerprint=hashlib.sha256(content + b"\0" + grounds_bytes).hexdigest(),
        )
    except KeyError as missing:
        raise TemplateRefused(file, 1, f"文件头缺少或者写错 {missing}") from missing
    _check_front(file, letter)
    check_names(file, letter)
    return letter


def split_front_matter(file: str, text: str) -> tuple[dict[str, Any], str, int]:
    """Give front matter, body and the body's first line number."""
    lines = text.split("\n")
    if lines[0].strip() != "+++" or "+++" not in (line.strip() for line in lines[1:]):
        raise TemplateRefused(file, 1, "文件要以两行 +++ 之间的 TOML 文件头开始")
    end = next(i for i, line in enumerate(lines[1:], start=1) if line.strip() == "+++")
    try:
        return tomllib.loads("\n".join(lines[1:end])), "\n".join(lines[end + 1 :]), end + 2
    except tomllib.TOMLDecodeError as broken:
        place = re.search(r"line (\d+)", str(broken))
        raise TemplateRefused(
            file, int(place.group(1)) + 1 if place else 1, f"文件头不是有效的 TOML（{broken}）"
        ) from broken


def _fact(entry: dict[str, Any]) -> FactSpec:
    example = entry["example"]
    return FactSpec(
        name=entry["name"],
        meaning=entry["meaning"],
        type=entry["type"],
        example=example.isoformat() if isinstance(example, date) else example,
        required=entry.get("required", True) and "required_when" not in entry,
        required_when=entry.get("required_when", ""),
        options=tuple(entry.get("options", ())),
        columns=tuple(
            Column(**column | {"options": tuple(column.get("options", ()))}) for column in entry.get("columns", ())
        ),
    )


def _version(entry: dict[str, Any], grounds: GroundLists) -> LetterVersion:
    return LetterVersion(
        first_day=entry["from"],
        until=entry.get("until"),
        words=dict(entry.get("words", {})),
        legal_basis=tuple(LegalBasis(**basis) for basis in entry.get("basis", [])),
        grounds=grounds.named(entry["grounds"]) if "grounds" in entry else None,
    )


def _flag(entry: dict[str, Any]) -> Flag:
    basis = LegalBasis(**entry["basis"])
    return Flag(entry["name"], entry.get("by", "on"), entry["from"], entry.get("until"), basis)


def _check_front(file: str, letter: Letter) -> None:
    """Refuse a front matter whose parts do not fit together."""
    names = {spec.name: spec for spec in letter.facts}
    if letter.profile not in PROFILES:
        raise TemplateRefused(file, 1, f"版式“{letter.profile}”不存在，可用：{'、'.join(PROFILES)}")
    if not letter.sides or any(side not in SIDES for side in letter.sides):
        raise TemplateRefused(file, 1, f"sides 只能取 {'、'.join(SIDES)}")
    for spec in letter.facts:
        if spec.type not in FACT_TYPES:
            raise TemplateRefused(file, 1, f"要素 {spec.name} 的类型“{spec.type}”不存在，可用：{'、'.join(FACT_TYPES)}")
        if spec.required_when and spec.required_when not in {flag.name for flag in letter.flags}:
            raise TemplateRefused(file, 1, f"要素 {spec.name} 的 required_when “{spec.required_when}”没有定义")
    ordered = [name for pair in letter.in_order for name in pair]
    dates = [letter.date_fact, letter.governed_by, *(flag.by for flag in letter.flags), *ordered]
    for name in dates:
        if name not in ("", "on") and (name not in names or names[name].type != "date"):
            raise TemplateRefused(file, 1, f"“{name}”须为本文书的日期要素")
    if letter.issuer_fact not in names:
        raise TemplateRefused(file, 1, f"issuer_fact “{letter.issuer_fact}”不是本文书的要素")
    for version in letter.versions:
        if version.grounds and not _covered(version, version.grounds):
            raise TemplateRefused(file, 1, f"{version.first_day} 起的版本与清单 {version.grounds.id} 的施行期间不符")
    for earlier, later in zip(letter.versions, letter.versions[1:], strict=False):
        if earlier.until is None or (later.first_day - earlier.until).days != 1:
            raise TemplateRefused(file, 1, f"{later.first_day} 起的版本与前一版本之间有重叠或者空档")
        if earlier.words.keys() != later.words.keys() or bool(earlier.grounds) != bool(later.grounds):
            raise TemplateRefused(file, 1, f"{later.first_day} 起的版本与前一版本的 words 或 grounds 不一致")


def _covered(version: LetterVersion, grounds: GroundList) -> bool:
    """Whether the list is in force all through the version, so that a page, which asks for the list of a day, and this
    letter always mean the same one."""
    ends = grounds.until is None or (version.until is not None and version.until <= grounds.until)
    return grounds.first_day <= version.first_day and ends
