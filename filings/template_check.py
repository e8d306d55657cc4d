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
    "choice": ("",),
    "ground": ("",),
}
_DIRECTIVE_TYPE = {"choices": "ground", "table": "rows", "deadline": "deadline"}


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
                    self.condition(node.name, scope, node.line)
                    self.nodes((*node.then, *node.otherwise), scope)
                case Loop():
                    self.nodes(node.body, scope | self.items_of(node, scope))
                case Grid():
                    for cell in (cell for row in node.rows for cell in row):
                        self.inline(cell, scope)
                case Line():
                    self.line(node, scope)

    def line(self, node: Line, scope: dict[str, FactSpec]) -> None:
        if node.kind in _DIRECTIVE_TYPE:
            name = node.argument.split(" ")[0]
            spec = self.known(name, scope, node.line)
            if spec.type != _DIRECTIVE_TYPE[node.kind]:
                raise TemplateRefused(self.file, node.line, f"“::{node.kind}”不能用于要素 {name}（类型 {spec.type}）")
            if node.kind == "choices" and any(version.grounds is None for version in self.letter.versions):
                raise TemplateRefused(self.file, node.line, "“::choices”需要每个版本都有 grounds")
            return
        alone = node.parts[0] if node.kind == "paragraph" and len(node.parts[0]) == 1 else ()
        if alone and isinstance(alone[0], Slot) and self.known(alone[0].name, scope, node.line).type == "paragraphs":
            return
        for part in node.parts:
            self.inline(part, scope)

    def inline(self, parts: Iterable[Inline], scope: dict[str, FactSpec]) -> None:
        for part in parts:
            if isinstance(part, InlineBranch):
                self.condition(part.name, scope, part.line)
                self.inline((*part.then, *part.otherwise), scope)
            elif isinstance(part, Slot):
                spec = self.known(part.name, scope, part.line)
                if spec.type not in FORMS:
                    raise TemplateRefused(self.file, part.line, f"要素 {part.name}（类型 {spec.type}）不能写在一行之内")
                if part.form not in FORMS[spec.type]:
                    allowed = "、".join(form for form in FORMS[spec.type] if form) or "无"
                    raise TemplateRefused(
                        self.file, part.line, f"要素 {part.name} 没有写法“{part.form}”，可用：{allowed}"
                    )

    def condition(self, name: str, scope: dict[str, FactSpec], line: int) -> None:
        if name not in self.flags:
            self.known(name, scope, line)

    def items_of(self, loop: Loop, scope: dict[str, FactSpec]) -> dict[str, FactSpec]:
        spec = self.known(loop.name, scope, loop.line)
        if spec.type == "texts":
            return {"item": FactSpec("item", spec.meaning, "text", "")}
        if spec.type == "rows":
            return {
                f"item.{column.name}": FactSpec(f"item.{column.name}", column.title, "text", "")
                for column in spec.columns
            }
        raise TemplateRefused(self.file, loop.line, f"“#each”只能用于列表，要素 {loop.name} 的类型是 {spec.type}")

    def known(self, name: str, scope: dict[str, FactSpec], line: int) -> FactSpec:
        if name in scope:
            return scope[name]
        near = get_close_matches(name, scope, n=1, cutoff=0.5)
        hint = f"，是否为 {near[0]}" if near else "，请先在文件头以 [[fact]] 声明"
        raise TemplateRefused(self.file, line, f"模板用了没有声明的要素“{name}”{hint}")
