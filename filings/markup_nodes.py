"""Nodes of a letter template (`filings.markup` reads them, `filings.writing` writes them as blocks), and its refusal."""

from __future__ import annotations

from dataclasses import dataclass


class TemplateRefused(ValueError):
    """A letter template is not well formed: names the file, the line and what is wrong."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        self.file, self.line, self.problem = file, line, problem
        super().__init__(f"{file} 第 {line} 行：{problem}。")


@dataclass(frozen=True)
class Text:
    """Literal wording."""

    text: str


@dataclass(frozen=True)
class Slot:
    """Place of a fact; `form` chooses another way of writing it ("" = the usual one of its type)."""

    name: str
    form: str
    line: int


@dataclass(frozen=True)
class InlineBranch:
    """Wording that depends on a fact or flag, inside a line; with `equals` on the fact having this value."""

    name: str
    negated: bool
    then: tuple[Inline, ...]
    otherwise: tuple[Inline, ...]
    line: int
    equals: str = ""


@dataclass(frozen=True)
class Blank:
    """Room in a table cell for what is written by hand, in lines; it keeps a row that is otherwise empty."""

    lines: int


Inline = Text | Slot | InlineBranch | Blank


@dataclass(frozen=True)
class Line:
    """A block of one line: `kind` is title, heading, subheading, item, paragraph or a directive's name."""

    kind: str
    parts: tuple[tuple[Inline, ...], ...]
    argument: str
    line: int


@dataclass(frozen=True)
class Grid:
    """A table written out in the template; relative column widths from the dashes of its separator line."""

    widths: tuple[int, ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    has_header: bool
    line: int


@dataclass(frozen=True)
class Branch:
    """Blocks that depend on a fact or flag; with `equals` on the fact having this value."""

    name: str
    negated: bool
    then: tuple[Node, ...]
    otherwise: tuple[Node, ...]
    line: int
    equals: str = ""


@dataclass(frozen=True)
class Loop:
    """Blocks repeated for each entry of a list fact, which inside is called `item`."""

    name: str
    body: tuple[Node, ...]
    line: int


Node = Line | Grid | Branch | Loop
