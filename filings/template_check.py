"""Names in a letter's body against its front matter: an unknown fact, a wrong way of writing it, a misplaced list."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from filings.facts import FactSpec
from filings.markup import Branch, Grid, Inline, InlineBranch, Line, Loop, Node, Slot, TemplateRefused

if TYPE_CHECKING:
    from filings.letters import Letter

FORMS = {
    "date": ("", "words", "iso"),
    "money": ("", "words", "figures"),
    "integer": ("",),
    "text": ("",),
    "document_number": ("",),
    "choice": ("", "boxes"),
    "ground": ("",),
}
_DIRECTIVE_TYPE = {
    "choices": ("ground", "choice", "texts"),
    "table": ("rows",),
    "deadline": ("deadline",),
    "bars": ("rows",),
}
_LISTS_IN_CELLS = ("paragraphs", "texts")


def check_names(file: str, letter: Letter) -> None:
    """Refuse a body that names a fact its front matter does not declare. Raises TemplateRefused with the line."""
    words = letter.versions[0].words if letter.versions else {}
    scope = {spec.name: spec for spec in letter.facts}
    scope |= {f"law.{name}": FactSpec(f"law.{name}", "", "text", "") for name in words}
    flags = {flag.name for flag in letter.flags}
    _Check(file, letter, flags).nodes(letter.body, scope)


class _Check:
    def __init__(self, file: str, letter: Letter, flags: set[str]) -> None:
        self.file, self.letter, self.flags = file, letter, flags

    def nodes(self, nodes: Iterable[Node], scope: dict[str, FactSpec]) -> None:
        for node in nodes:
            match node:
                case Branch():
                    self.condition(node, scope)
                    self.nodes((*node.then, *node.otherwise), scope)
                case Loop():
                    self.nodes(node.body, scope | self.items_of(node, scope))
                case Grid():
                    for cell in (cell for row in node.rows for cell in row):
                        self.inline(cell, scope, in_cell=True)
                case Line():
                    self.line(node, scope)

    def line(self, node: Line, scope: dict[str, FactSpec]) -> None:
        if node.kind in _DIRECTIVE_TYPE:
            self.directive(node, scope)
            return
        alone = node.parts[0] if node.kind == "paragraph" and len(node.parts[0]) == 1 else ()
        if alone and isinstance(alone[0], Slot) and self.known(alone[0].name, scope, node.line).type == "paragraphs":
            return
        for part in node.parts:
            self.inline(part, scope, in_cell=node.kind == "cc")

    def directive(self, node: Line, scope: dict[str, FactSpec]) -> None:
        name, *rest = node.argument.split(" ")
        spec = self.known(name, scope, node.line)
        if spec.type not in _DIRECTIVE_TYPE[node.kind] or (spec.type == "texts" and not spec.options):
            raise self.refuse(node.line, f"“::{node.kind}”不能用于要素 {name}（类型 {spec.type}）")
        if spec.type == "ground" and any(version.grounds is None for version in self.letter.versions):
            raise self.refuse(node.line, "“::choices”需要每个版本都有 grounds")
        if node.kind == "bars":
            columns = [column.name for column in spec.columns]
            if len(rest) < 3 or any(column not in columns for column in rest[:2]):
                raise self.refuse(
                    node.line, f"“::bars”写作“::bars {name} 标签列 数值列 标题”，列名：{'、'.join(columns)}"
                )

    def inline(self, parts: Iterable[Inline], scope: dict[str, FactSpec], *, in_cell: bool = False) -> None:
        for part in parts:
            if isinstance(part, InlineBranch):
                self.condition(part, scope)
                self.inline((*part.then, *part.otherwise), scope, in_cell=in_cell)
            elif isinstance(part, Slot):
                self.slot(part, scope, in_cell=in_cell)

    def slot(self, part: Slot, scope: dict[str, FactSpec], *, in_cell: bool) -> None:
        spec = self.known(part.name, scope, part.line)
        forms = FORMS.get(spec.type, ())
        if spec.type == "texts" and spec.options:
            forms += ("boxes",)
        if spec.type in _LISTS_IN_CELLS and in_cell:
            forms += ("",)
        if not forms:
            raise self.refuse(part.line, f"要素 {part.name}（类型 {spec.type}）不能写在一行之内")
        if part.form not in forms:
            allowed = "、".join(form for form in forms if form) or "无"
            raise self.refuse(part.line, f"要素 {part.name} 没有写法“{part.form}”，可用：{allowed}")

    def condition(self, node: Branch | InlineBranch, scope: dict[str, FactSpec]) -> None:
        if node.name in self.flags and not node.equals:
            return
        if node.name in self.flags:
            raise self.refuse(node.line, f"{node.name} 是有起止日期的要求，只能写作 {{{{#if {node.name}}}}}")
        spec = self.known(node.name, scope, node.line)
        if node.equals and node.equals not in spec.options:
            listed = f"，可用：{'、'.join(spec.options)}" if spec.options else "，它没有选项"
            raise self.refuse(node.line, f"要素 {node.name} 没有选项“{node.equals}”{listed}")

    def refuse(self, line: int, problem: str) -> TemplateRefused:
        return TemplateRefused(self.file, line, problem)

    def items_of(self, loop: Loop, scope: dict[str, FactSpec]) -> dict[str, FactSpec]:
        spec = self.known(loop.name, scope, loop.line)
        if spec.type == "texts":
            return {"item": FactSpec("item", spec.meaning, "text", "")}
        if spec.type == "rows":
            return {
                f"item.{column.name}": FactSpec(f"item.{column.name}", column.title, "text", "", options=column.options)
                for column in spec.columns
            }
        raise TemplateRefused(self.file, loop.line, f"“#each”只能用于列表，要素 {loop.name} 的类型是 {spec.type}")

    def known(self, name: str, scope: dict[str, FactSpec], line: int) -> FactSpec:
        if name in scope:
            return scope[name]
        near = get_close_matches(name, scope, n=1, cutoff=0.5)
        hint = f"，是否为 {near[0]}" if near else "，请先在文件头以 [[fact]] 声明"
        raise TemplateRefused(self.file, line, f"模板用了没有声明的要素“{name}”{hint}")
