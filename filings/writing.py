"""Writes a letter's template nodes as blocks: facts written out, headings and items numbered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from filings.certificate.clock import deadline_blocks
from filings.figures import chinese_date, chinese_date_in_words, chinese_number, money, money_in_words
from filings.letters import Letter, LetterVersion
from filings.markup import Blank, Branch, Grid, Inline, InlineBranch, Line, Loop, Node, Slot, Text
from filings.model import (
    Addressee,
    AnnexStart,
    Bars,
    Block,
    Choice,
    Enclosures,
    Heading,
    Imprint,
    Item,
    Masthead,
    Number,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    Title,
    runs_text,
)
from filings.said import Refusal


class Writer:
    """Writes one letter's blocks; numbering of headings and items runs over conditions and loops."""

    def __init__(
        self, letter: Letter, version: LetterVersion, values: Mapping[str, Any], flags: frozenset[str]
    ) -> None:
        self.letter, self.version, self.flags = letter, version, flags
        self.values: dict[str, Any] = dict(values) | {f"law.{name}": word for name, word in version.words.items()}
        self.types = {spec.name: spec for spec in letter.facts}
        self.headings = self.subheadings = self.items = 0
        self.written: list[Block] = []

    def blocks(self, nodes: Iterable[Node], local: Mapping[str, Any]) -> list[Block]:
        for node in nodes:
            match node:
                case Branch():
                    holds = self.holds(node, local) != node.negated
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
            case "bars":
                self.bars(*node.argument.split(" ", 3))
            case "signatory":
                self.signatory(runs[0])
            case "cc":
                self.write(Imprint(copies=runs_text(runs[0]).replace("\n", "，")))
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
        """Write the legal grounds, or the letter's own options, one line each, with what was chosen marked."""
        spec = self.types[name]
        if spec.type != "ground":
            for option in spec.options:
                marked = self.chosen(name, option)
                self.write(Choice(marked, "", (Run(option, name if marked else ""),)))
            return
        grounds = self.version.grounds
        if grounds is None:
            raise Refusal(
                f"文书“{self.letter.id}”的这个版本没有法定情形列表。",
                f"This version of the letter “{self.letter.id}” has no list of legal grounds.",
            )
        for ground in grounds.grounds:
            marked = ground.item == self.values.get(name)
            self.write(Choice(marked, ground.label, (Run(ground.text, name if marked else ""),)))

    def chosen(self, name: str, option: str) -> bool:
        value = self.values.get(name)
        return option in value if isinstance(value, tuple) else value == option

    def signatory(self, runs: tuple[Run, ...]) -> None:
        last = self.written[-1] if self.written else None
        if isinstance(last, Number):
            self.written[-1] = Number(last.runs, runs)
        else:
            self.write(Number((), runs))

    def bars(self, name: str, label: str, value: str, caption: str) -> None:
        """Write a bar chart of two columns; a value that does not begin with a number has no bar."""
        rows = self.values.get(name, ())
        numbers = [_leading_number(row[value]) for row in rows]
        longest = max(numbers, default=Decimal(0))
        titles = {column.name: column.title for column in self.types[name].columns}
        body = tuple(
            (row[label], row[value], round(1000 * number / longest) if longest else 0)
            for row, number in zip(rows, numbers, strict=True)
        )
        if body:
            self.write(Bars(caption, (titles[label], titles[value]), body))

    def table(self, name: str, caption: str) -> None:
        rows = self.values.get(name, ())
        columns = [c for c in self.types[name].columns if c.required or any(row[c.name] for row in rows)]
        widths = (2, *(column.width for column in columns))
        body = tuple((str(i), *(row[c.name] for c in columns)) for i, row in enumerate(rows, start=1))
        self.write(Table(widths, ("序号", *(column.title for column in columns)), body, caption))

    def grid(self, node: Grid, local: Mapping[str, Any]) -> Table:
        written = [
            (tuple(runs_text(self.runs(cell, local)) for cell in row), max(_room(cell) for cell in row))
            for row in node.rows
        ]
        header = written.pop(0)[0] if node.has_header else ()
        kept = [(cells, lines) for cells, lines in written if node.has_header or lines or any(cells[1:])]
        heights = tuple(lines for _, lines in kept)
        return Table(node.widths, header, tuple(cells for cells, _ in kept), heights=heights if any(heights) else ())

    def runs(self, parts: Iterable[Inline], local: Mapping[str, Any]) -> tuple[Run, ...]:
        runs: list[Run] = []
        for part in parts:
            match part:
                case Text():
                    runs.append(Run(part.text))
                case InlineBranch():
                    holds = self.holds(part, local) != part.negated
                    runs += self.runs(part.then if holds else part.otherwise, local)
                case Slot():
                    text = self.written_out(part, local)
                    if text:
                        runs.append(Run(text, "" if part.name.startswith("law.") else part.name))
        return tuple(runs)

    def holds(self, node: Branch | InlineBranch, local: Mapping[str, Any]) -> bool:
        value = local.get(node.name, self.values.get(node.name))
        if node.equals:
            return node.equals in value if isinstance(value, tuple) else value == node.equals
        return node.name in self.flags or bool(value)

    def written_out(self, slot: Slot, local: Mapping[str, Any]) -> str:
        """Give a fact as the letter writes it; an optional fact that was not given is nothing."""
        value = local.get(slot.name, self.values.get(slot.name))
        spec = self.types.get(slot.name)
        if spec is not None and slot.form == "boxes":
            return "　".join(("☑" if self.chosen(slot.name, option) else "☐") + option for option in spec.options)
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


def _room(cell: tuple[Inline, ...]) -> int:
    """Give the lines of room to write in that a cell asks for."""
    return max((part.lines for part in cell if isinstance(part, Blank)), default=0)


def _leading_number(cell: str) -> Decimal:
    """Give the number a cell begins with ("1,204件" → 1204), 0 when there is none or it is negative."""
    found = re.match(r"\d[\d,]*(?:\.\d+)?", cell.strip())
    return Decimal(found.group().replace(",", "")) if found else Decimal(0)


def _single(runs: tuple[Run, ...]) -> Run:
    return Run(runs_text(runs), next((run.fact for run in runs if run.fact), ""))
