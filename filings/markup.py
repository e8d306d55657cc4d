"""The small Markdown subset of letters: a template's lines → nodes. Anything outside the subset is refused with its line.

Lines: `# title`, `## heading`, `### subheading`, `1. item`, `| cell | cell |` tables, `::directive text`, and plain
lines (one line, one paragraph). `{{name}}` and `{{name:format}}` stand for facts; `{{#if name}} … {{else}} … {{/if}}`,
`{{#unless name}}` and `{{#each name}} … {{/each}}` stand alone on their lines, `{{#if}}` also inside a line;
`{{#if name == "value"}}` asks for one value of a choice. A cell may end in `::blank` or `::blank 3`: room to write in.
Fact values never come through here, so nothing in them can become markup.
"""

from __future__ import annotations

import re

from filings.markup_nodes import (
    Blank,
    Branch,
    Grid,
    Inline,
    InlineBranch,
    Line,
    Loop,
    Node,
    Slot,
    TemplateRefused,
    Text,
)

__all__ = [
    "Blank",
    "Branch",
    "Grid",
    "Inline",
    "InlineBranch",
    "Line",
    "Loop",
    "Node",
    "Slot",
    "TemplateRefused",
    "Text",
    "parse_body",
]

DIRECTIVES = {
    "masthead": 1,
    "number": 1,
    "to": 1,
    "flush": 1,
    "note": 1,
    "small": 1,
    "enclosure": 1,
    "signatory": 1,
    "cc": 1,
    "sign": 2,
    "sign-unsealed": 2,
    "annex": 2,
    "choices": 0,
    "table": 0,
    "deadline": 0,
    "bars": 0,
}
_TAG = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_SLOT = re.compile(r"([a-z][a-z0-9_.]*)(?::([a-z_]+))?")
_OPEN = re.compile(r'#(if|unless|each)\s+([a-z][a-z0-9_.]*)(?:\s*==\s*"([^"]+)")?')
_BLANK = re.compile(r"(.*?)\s*::blank(?: ([1-9]|1\d))?")
_FORBIDDEN = (
    (re.compile(r"<[A-Za-z/!]"), "不支持 HTML"),
    (re.compile(r"\]\("), "不支持链接和图片"),
    (re.compile(r"\*\*|__|`"), "不支持粗体、斜体和代码"),
    (re.compile(r"^\s*([-*+>]\s|```|~~~|#{4,}|={3,}|\s{4,})"), "不支持这种 Markdown 写法"),
    (re.compile(r"\{%|%\}|\{#[^}]"), "不支持 Jinja 语法"),
)


def parse_body(text: str, *, file: str, first_line: int = 1) -> tuple[Node, ...]:
    """Give the nodes of a template's body. Raises TemplateRefused naming file and line."""
    lines = [(number, line.rstrip()) for number, line in enumerate(text.split("\n"), start=first_line)]
    reader = _Reader(file=file, lines=lines)
    nodes, _ = reader.block(until=())
    return nodes


class _Reader:
    """Walks the lines of one template once."""

    def __init__(self, *, file: str, lines: list[tuple[int, str]]) -> None:
        self.file = file
        self.lines = lines
        self.at = 0

    def refuse(self, line: int, problem: str) -> TemplateRefused:
        return TemplateRefused(self.file, line, problem)

    def block(self, *, until: tuple[str, ...]) -> tuple[tuple[Node, ...], str]:
        """Read nodes up to one of the closing tags in `until` (end of file when empty); give them and the tag."""
        nodes: list[Node] = []
        opened = self.lines[self.at - 1][0] if self.at else 1
        while self.at < len(self.lines):
            number, line = self.lines[self.at]
            self.at += 1
            tag = _TAG.fullmatch(line.strip())
            inner = tag.group(1) if tag else ""
            if not line.strip():
                continue
            if inner in ("/if", "/unless", "/each", "else"):
                if inner not in until:
                    raise self.refuse(number, f"“{{{{{inner}}}}}”没有对应的开头")
                return tuple(nodes), inner
            nodes.append(self.branch_or_loop(number, inner) if inner.startswith("#") else self.leaf(number, line))
        if until:
            raise self.refuse(opened, f"缺少结尾“{{{{{until[-1]}}}}}”")
        return tuple(nodes), ""

    def branch_or_loop(self, number: int, inner: str) -> Node:
        match = _OPEN.fullmatch(inner)
        if not match:
            raise self.refuse(number, f"不认识的标记“{{{{{inner}}}}}”，可用 #if、#unless、#each")
        word, name, equals = match.groups()
        if word == "each" and equals:
            raise self.refuse(number, "“#each”后面只写列表要素名")
        if word == "each":
            body, _ = self.block(until=("/each",))
            return Loop(name=name, body=body, line=number)
        then, end = self.block(until=("else", f"/{word}"))
        otherwise = self.block(until=(f"/{word}",))[0] if end == "else" else ()
        return Branch(name, word == "unless", then, otherwise, number, equals or "")

    def leaf(self, number: int, line: str) -> Node:
        if line.startswith("|"):
            return self.grid(number)
        if line.startswith("::"):
            return self.directive(number, line)
        bare = _TAG.sub("", line)
        for pattern, problem in _FORBIDDEN:
            if pattern.search(bare):
                raise self.refuse(number, f"{problem}，请改用普通文字")
        for prefix, kind in (("### ", "subheading"), ("## ", "heading"), ("# ", "title")):
            if line.startswith(prefix):
                return Line(kind, (self.inline(number, line.removeprefix(prefix)),), "", number)
        item = re.match(r"\d+\. ", line)
        if item:
            return Line("item", (self.inline(number, line[item.end() :]),), "", number)
        if line.startswith("#"):
            raise self.refuse(number, "标题的 # 后面要有一个空格")
        return Line("paragraph", (self.inline(number, line),), "", number)

    def directive(self, number: int, line: str) -> Line:
        name, _, rest = line[2:].partition(" ")
        if name not in DIRECTIVES:
            raise self.refuse(number, f"不认识的指令“::{name}”，可用：{'、'.join('::' + d for d in DIRECTIVES)}")
        expected = DIRECTIVES[name]
        if expected == 0:
            argument = rest.strip()
            if not re.fullmatch(r"[a-z][a-z0-9_]*( [^{}|]+)?", argument):
                raise self.refuse(number, f"“::{name}”后面要写一个要素名")
            return Line(name, (), argument, number)
        parts = [part.strip() for part in rest.split("|")] if expected == 2 else [rest.strip()]
        if len(parts) != expected or not all(parts):
            raise self.refuse(number, f"“::{name}”后面要有{'以 | 分开的两段' if expected == 2 else ''}文字")
        return Line(name, tuple(self.inline(number, part) for part in parts), "", number)

    def grid(self, number: int) -> Grid:
        rows: list[tuple[int, list[str]]] = []
        self.at -= 1
        while self.at < len(self.lines) and self.lines[self.at][1].startswith("|"):
            at, line = self.lines[self.at]
            if not line.endswith("|"):
                raise self.refuse(at, "表格的一行要以 | 结尾")
            rows.append((at, [cell.strip() for cell in line[1:-1].split("|")]))
            self.at += 1
        separators = [i for i, (_, cells) in enumerate(rows) if all(re.fullmatch(r"-{2,}", cell) for cell in cells)]
        if separators not in ([0], [1]):
            raise self.refuse(number, "表格要有一行 | --- | --- | 写明列宽，放在第一行（无表头）或者第二行")
        widths = tuple(len(cell) for cell in rows[separators[0]][1])
        body = [row for i, row in enumerate(rows) if i != separators[0]]
        for at, cells in body:
            if len(cells) != len(widths):
                raise self.refuse(at, f"这一行有 {len(cells)} 格，表格共 {len(widths)} 列")
        parsed = tuple(tuple(self.cell(at, cell) for cell in cells) for at, cells in body)
        return Grid(widths=widths, rows=parsed, has_header=separators == [1], line=number)

    def cell(self, number: int, text: str) -> tuple[Inline, ...]:
        """Give the parts of a table cell, the room to write in last."""
        blank = _BLANK.fullmatch(text)
        if not blank and "::" in text:
            raise self.refuse(number, "表格的一格里只能在末尾写“::blank”或者“::blank 行数”（1 至 19 行）")
        if not blank:
            return self.inline(number, text)
        return (*self.inline(number, blank.group(1)), Blank(int(blank.group(2) or 1)))

    def inline(self, number: int, text: str) -> tuple[Inline, ...]:
        """Give the parts of one line. Raises TemplateRefused for an unknown tag or an unclosed condition."""
        pieces = _TAG.split(text)
        if any("{{" in piece or "}}" in piece for piece in pieces[::2]):
            raise self.refuse(number, "花括号不成对")
        parts, rest = self.sequence(number, pieces, 0, ())
        if rest < len(pieces):
            raise self.refuse(number, "条件标记没有对应的开头")
        return parts

    def sequence(
        self, number: int, pieces: list[str], at: int, until: tuple[str, ...]
    ) -> tuple[tuple[Inline, ...], int]:
        """Read pieces (odd ones are tags) up to a closing tag in `until`; give the parts and where it stopped."""
        parts: list[Inline] = []
        while at < len(pieces):
            piece = pieces[at]
            if at % 2 == 0:
                if piece:
                    parts.append(Text(piece))
            elif piece in until:
                return tuple(parts), at
            elif piece.startswith("#"):
                branch, at = self.inline_branch(number, pieces, at)
                parts.append(branch)
            else:
                slot = _SLOT.fullmatch(piece)
                if not slot or piece in ("else",):
                    raise self.refuse(number, f"不认识的标记“{{{{{piece}}}}}”，要素名只用小写字母、数字和下划线")
                parts.append(Slot(slot.group(1), slot.group(2) or "", number))
            at += 1
        if until:
            raise self.refuse(number, f"这一行缺少结尾“{{{{{until[-1]}}}}}”")
        return tuple(parts), at

    def inline_branch(self, number: int, pieces: list[str], at: int) -> tuple[InlineBranch, int]:
        match = _OPEN.fullmatch(pieces[at])
        if not match or match.group(1) == "each":
            raise self.refuse(number, f"行内只能用 #if 和 #unless，不能用“{{{{{pieces[at]}}}}}”")
        word, name, equals = match.groups()
        then, at = self.sequence(number, pieces, at + 1, ("else", f"/{word}"))
        otherwise: tuple[Inline, ...] = ()
        if pieces[at] == "else":
            otherwise, at = self.sequence(number, pieces, at + 1, (f"/{word}",))
        return InlineBranch(name, word == "unless", then, otherwise, number, equals or ""), at
