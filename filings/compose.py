"""Letter + facts → Document (成文): checks the facts, picks the version of law in force, writes the blocks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from filings.certificate import deadline_blocks
from filings.facts import FactProblem, FactsRefused, check_facts, read_date
from filings.figures import (
    chinese_date,
    chinese_date_in_words,
    chinese_number,
    document_number_problem,
    money,
    money_in_words,
)
from filings.letters import Letter, LetterVersion
from filings.markup import Branch, Grid, Inline, InlineBranch, Line, Loop, Node, Slot, Text
from filings.model import (
    Addressee,
    AnnexStart,
    Block,
    Choice,
    Document,
    Enclosures,
    Heading,
    Item,
    Masthead,
    Number,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    Title,
    document_as_json,
    document_from_json,
    document_text,
    runs_text,
)

__all__ = ["compose", "date_of_act", "document_as_json", "document_from_json", "document_text", "numbered"]


def compose(letter: Letter, facts: Mapping[str, Any], *, on: date) -> Document:
    """Give the letter written with these facts; `on` is the date of the act that it records.

    The version of law is the one in force on the letter's governing date (`letter.governed_by`, e.g. the day a
    complaint was received), else on `on`. Raises FactsRefused with every missing, ill-typed and unknown fact at once.
    """
    governed_on, dates = _governing_dates(letter, facts, on)
    version = _version_in_force(letter, governed_on)
    flags = frozenset(flag.name for flag in letter.flags if _within(dates.get(flag.by, on), flag.first_day, flag.until))
    items = tuple(ground.item for ground in version.grounds.grounds) if version and version.grounds else ()
    grounds = {spec.name: items for spec in letter.facts if spec.type == "ground"}
    values, problems = check_facts(letter.facts, facts, flags=flags, grounds=grounds)
    if version is None:
        problems.append(_no_version(letter, governed_on))
    else:
        problems += _detail_problems(letter, version, values)
    if problems or version is None:
        raise FactsRefused(letter.title, tuple(problems))
    blocks = _Writer(letter, version, values, flags).blocks(letter.body, {})
    basis = version.legal_basis + tuple(flag.legal_basis for flag in letter.flags if flag.name in flags)
    return Document(
        letter=letter.id,
        title=next((runs_text(block.runs) for block in blocks if isinstance(block, Title)), letter.title),
        profile=letter.profile,
        issuer=values[letter.issuer_fact],
        on=on,
        governed_on=governed_on,
        legal_basis=basis,
        fingerprint=letter.fingerprint,
        blocks=tuple(blocks),
    )


def date_of_act(letter: Letter, facts: Mapping[str, Any]) -> date:
    """Give the date of the act from the letter's date fact. Raises FactsRefused when it is missing or no date."""
    spec = next(spec for spec in letter.facts if spec.name == letter.date_fact)
    try:
        return read_date(facts.get(spec.name))
    except ValueError as refused:
        problem = "缺失，须为日期，写作 YYYY-MM-DD" if facts.get(spec.name) in (None, "") else str(refused)
        everything = _all_other_problems(letter, facts)
        raise FactsRefused(letter.title, (FactProblem(spec.name, spec.meaning, problem), *everything)) from None


def numbered(document: Document, number: str) -> Document:
    """Give the document with this document number (发文字号), every other word unchanged.

    Raises ValueError when the number is not well formed.
    """
    problem = document_number_problem(number)
    if problem:
        raise ValueError(f"发文字号“{number[:60]}”不合规范：{problem}。")
    block = Number((Run(number, "document_number"),))
    others = [other for other in document.blocks if not isinstance(other, Number)]
    after = Masthead if document.profile == "gw-letter" else Title
    place = next((i + 1 for i, other in enumerate(others) if isinstance(other, after)), 0)
    return replace(document, blocks=(*others[:place], block, *others[place:]))


def _governing_dates(letter: Letter, facts: Mapping[str, Any], on: date) -> tuple[date, dict[str, date]]:
    """Give the governing date and every well-formed date fact; ill-formed ones are reported by check_facts."""
    dates = {"on": on}
    for spec in letter.facts:
        if spec.type == "date" and facts.get(spec.name) is not None:
            try:
                dates[spec.name] = read_date(facts[spec.name])
            except ValueError:
                continue
    return dates.get(letter.governed_by, on), dates


def _version_in_force(letter: Letter, day: date) -> LetterVersion | None:
    return next((v for v in letter.versions if _within(day, v.first_day, v.until)), None)


def _within(day: date, first_day: date, until: date | None) -> bool:
    return first_day <= day and (until is None or day <= until)


def _no_version(letter: Letter, day: date) -> FactProblem:
    spec = next((s for s in letter.facts if s.name == (letter.governed_by or letter.date_fact)), None)
    earliest = letter.versions[0].first_day
    name, meaning = (spec.name, spec.meaning) if spec else ("on", "日期")
    return FactProblem(name, meaning, f"为{chinese_date(day)}，早于本文书所依据规定的施行日期{chinese_date(earliest)}")


def _all_other_problems(letter: Letter, facts: Mapping[str, Any]) -> list[FactProblem]:
    """Give the problems of the other facts, judged by the law now in force, so that all are told at once."""
    version = letter.versions[-1]
    items = tuple(ground.item for ground in version.grounds.grounds) if version.grounds else ()
    grounds = {spec.name: items for spec in letter.facts if spec.type == "ground"}
    flags = frozenset(flag.name for flag in letter.flags if flag.until is None)
    _, problems = check_facts(letter.facts, facts, flags=flags, grounds=grounds)
    return [problem for problem in problems if problem.name != letter.date_fact]


def _detail_problems(letter: Letter, version: LetterVersion, values: Mapping[str, Any]) -> list[FactProblem]:
    """A ground that refers to other law (其他情形) needs `ground_detail` to say which."""
    problems = []
    detail = next((spec for spec in letter.facts if spec.name == "ground_detail"), None)
    for spec in letter.facts:
        if spec.type != "ground" or spec.name not in values or version.grounds is None or detail is None:
            continue
        chosen = next(ground for ground in version.grounds.grounds if ground.item == values[spec.name])
        if chosen.needs_detail and detail.name not in values:
            problems.append(FactProblem(detail.name, detail.meaning, f"缺失，选择第{chosen.label}项时须写明"))
    return problems


class _Writer:
    """Writes one letter's blocks; numbering of headings and items runs over conditions and loops."""

    def __init__(
        self, letter: Letter, version: LetterVersion, values: Mapping[str, Any], flags: frozenset[str]
    ) -> None:
        self.letter, self.version, self.flags = letter, version, flags
        self.values = dict(values) | {f"law.{name}": word for name, word in version.words.items()}
        self.types = {spec.name: spec for spec in letter.facts}
        self.headings = self.subheadings = self.items = 0
        self.written: list[Block] = []

    def blocks(self, nodes: Iterable[Node], local: Mapping[str, Any]) -> list[Block]:
        for node in nodes:
            match node:
                case Branch():
                    holds = self.holds(node.name, local) != node.negated
                    self.blocks(node.then if holds else node.otherwise, local)
                case Loop():
                    for entry in self.values.get(node.name, ()):
                        self.blocks(node.body, _entry_names(entry))
                case Grid():
                    self.write(self.grid(node, local))
                case Line():
                    self.line(node, local)
        return self.written

    def write(self, block: Block) -> None:
        if not isinstance(block, Item):
            self.items = 0
        self.written.append(block)

    def line(self, node: Line, local: Mapping[str, Any]) -> None:
        runs = [self.runs(part, local) for part in node.parts]
        match node.kind:
            case "paragraph":
                self.paragraph(node, runs[0], local)
            case "heading":
                self.headings, self.subheadings = self.headings + 1, 0
                self.write(Heading(1, (Run(chinese_number(self.headings) + "、"), *runs[0])))
            case "subheading":
                self.subheadings += 1
                self.write(Heading(2, (Run(f"（{chinese_number(self.subheadings)}）"), *runs[0])))
            case "item":
                self.items += 1
                self.write(Item(f"{self.items}. ", runs[0]))
            case "enclosure":
                self.enclosure(runs_text(runs[0]))
            case "sign" | "sign-unsealed":
                self.write(SignatureBlock(_single(runs[0]), _single(runs[1]), sealed=node.kind == "sign"))
            case "annex":
                self.headings = self.subheadings = 0
                self.write(AnnexStart(runs_text(runs[0]), runs_text(runs[1])))
            case "choices":
                self.choices(node.argument)
            case "table":
                self.table(*node.argument.partition(" ")[::2])
            case "deadline":
                for block in deadline_blocks(self.values[node.argument]):
                    self.write(block)
            case _:
                self.write(_ONE_LINE[node.kind](runs[0]))

    def paragraph(self, node: Line, runs: tuple[Run, ...], local: Mapping[str, Any]) -> None:
        alone = node.parts[0][0] if len(node.parts[0]) == 1 else None
        if isinstance(alone, Slot) and alone.name in self.types and self.types[alone.name].type == "paragraphs":
            for text in self.values.get(alone.name, ()):
                self.write(Paragraph((Run(text, alone.name),)))
        elif runs:
            self.write(Paragraph(runs))

    def enclosure(self, name: str) -> None:
        last = self.written[-1] if self.written else None
        if isinstance(last, Enclosures):
            self.written[-1] = Enclosures((*last.names, name))
        else:
            self.write(Enclosures((name,)))

    def choices(self, name: str) -> None:
        grounds = self.version.grounds
        if grounds is None:
            raise ValueError(f"文书“{self.letter.id}”的这个版本没有法定情形列表。")
        for ground in grounds.grounds:
            marked = ground.item == self.values[name]
            self.write(Choice(marked, ground.label, (Run(ground.text, name if marked else ""),)))

    def table(self, name: str, caption: str) -> None:
        rows = self.values.get(name, ())
        columns = [c for c in self.types[name].columns if c.required or any(row[c.name] for row in rows)]
        widths = (2, *(column.width for column in columns))
        body = tuple((str(i), *(row[c.name] for c in columns)) for i, row in enumerate(rows, start=1))
        self.write(Table(widths, ("序号", *(column.title for column in columns)), body, caption))

    def grid(self, node: Grid, local: Mapping[str, Any]) -> Table:
        rows = tuple(tuple(runs_text(self.runs(cell, local)) for cell in row) for row in node.rows)
        header, body = (rows[0], rows[1:]) if node.has_header else ((), rows)
        return Table(node.widths, header, body)

    def runs(self, parts: Iterable[Inline], local: Mapping[str, Any]) -> tuple[Run, ...]:
        runs: list[Run] = []
        for part in parts:
            match part:
                case Text():
                    runs.append(Run(part.text))
                case InlineBranch():
                    holds = self.holds(part.name, local) != part.negated
                    runs += self.runs(part.then if holds else part.otherwise, local)
                case Slot():
                    text = self.written_out(part, local)
                    if text:
                        runs.append(Run(text, "" if part.name.startswith("law.") else part.name))
        return tuple(runs)

    def holds(self, name: str, local: Mapping[str, Any]) -> bool:
        return name in self.flags or bool(local.get(name, self.values.get(name)))

    def written_out(self, slot: Slot, local: Mapping[str, Any]) -> str:
        """Give a fact as the letter writes it; an optional fact that was not given is nothing."""
        value = local.get(slot.name, self.values.get(slot.name))
        spec = self.types.get(slot.name)
        if value is None or isinstance(value, str | tuple) or spec is None:
            return "\n".join(value) if isinstance(value, tuple) else value or ""
        if spec.type == "ground":
            return (
                next(g.label for g in self.version.grounds.grounds if g.item == value) if self.version.grounds else ""
            )
        return _FORMS[spec.type, slot.form](value)


_FORMS = {
    ("date", ""): chinese_date,
    ("date", "words"): chinese_date_in_words,
    ("date", "iso"): date.isoformat,
    ("money", ""): money,
    ("money", "words"): money_in_words,
    ("money", "figures"): lambda amount: f"{amount:,.2f}",
    ("integer", ""): str,
}
_ONE_LINE = {
    "title": Title,
    "masthead": Masthead,
    "number": Number,
    "to": Addressee,
    "flush": lambda runs: Paragraph(runs, "flush"),
    "note": lambda runs: Paragraph(runs, "note"),
    "small": lambda runs: Paragraph(runs, "small"),
}


def _entry_names(entry: Any) -> dict[str, Any]:
    return {"item": entry} if isinstance(entry, str) else {f"item.{name}": cell for name, cell in entry.items()}


def _single(runs: tuple[Run, ...]) -> Run:
    return Run(runs_text(runs), next((run.fact for run in runs if run.fact), ""))
