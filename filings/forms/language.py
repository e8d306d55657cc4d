"""What a field in a DOCX form may say: a closed list of Jinja nodes, checked before anything is filled in.

Allowed are the names of declared facts, `row.column` of a table fact inside its own loop, `loop.index`, if / elif /
else over facts (compared with constants, and, or, not), for over a declared list, two deep at the most, and four
filters of ours. Everything else is refused where it stands; there are no calls, no arithmetic, no other attribute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, NoReturn

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from filings.facts import FactSpec
from filings.figures import chinese_date, chinese_date_in_words, money, money_in_words
from filings.forms.places import STRAY, FormRefused, check_places, words_on
from filings.forms.word_forms import LISTED, PRINTED

PARAGRAPH_MARK = "\ufdd0"
"""Between the paragraphs of a value while it stands in XML; no fact can hold it (see filings.printable)."""
MOST_DEPTH = 2
MOST_ROUNDS = 5_000
MOST_CHARACTERS = 8_000_000
_FILTERS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "date": ("date", chinese_date),
    "date_words": ("date", chinese_date_in_words),
    "money": ("money", money),
    "money_words": ("money", money_in_words),
}


@dataclass
class Part:
    """One part of a form that was checked: its tree, and the facts that it prints or asks about."""

    tree: nodes.Template
    printed: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


def environment() -> ImmutableSandboxedEnvironment:
    """Give the environment that forms are filled in: the sandbox, without globals, tests and filters but our four."""
    made = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, optimized=False, keep_trailing_newline=True, finalize=written
    )
    made.intercepted_binops = frozenset(made.default_binop_table)
    made.intercepted_unops = frozenset(made.default_unop_table)
    made.call_binop, made.call_unop = _no_binary, _no_unary
    made.globals, made.tests = {}, {}
    made.filters = {name: _optional(write) for name, (_, write) in _FILTERS.items()}
    return made


def checked(xml: str, specs: Mapping[str, FactSpec], *, place: str) -> Part:
    """Give the part's tree once every field in it is allowed. Raises FormRefused at the first that is not."""
    check_places(xml, place)
    try:
        tree = environment().parse(xml)
    except TemplateSyntaxError as wrong:
        raise FormRefused(f"{place}“{words_on(xml, wrong.lineno)}”", "标签写法有误，可能不成对或者跨段拆开") from wrong
    except RecursionError:
        raise FormRefused(place, "标签嵌套过深") from None
    part = Part(tree)
    _Check(xml, specs, place, part).nodes(tree.body, {}, 0)
    return part


def filled(part: Part, values: Mapping[str, Any]) -> str:
    """Give the part's XML with these values written in. Raises ValueError when it grows beyond every letter."""
    rounds = [0]
    context = {name: _counted(value, rounds) if isinstance(value, tuple) else value for name, value in values.items()}
    pieces, size = [], 0
    for piece in environment().from_string(part.tree).generate(context):
        size += len(piece)
        if size > MOST_CHARACTERS:
            raise ValueError("填好的表单过大，请减少循环的层数或者内容。")
        pieces.append(piece)
    return "".join(pieces)


def values_of(specs: tuple[FactSpec, ...], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Give what the form sees of checked facts: every declared name, an absent one as nothing."""
    found: dict[str, Any] = {}
    for spec in specs:
        value = facts.get(spec.name)
        match spec.type:
            case "rows":
                found[spec.name] = tuple(SimpleNamespace(**row) for row in value or ())
            case "texts":
                found[spec.name] = tuple(value or ())
            case "paragraphs":
                found[spec.name] = PARAGRAPH_MARK.join(value or ())
            case _:
                found[spec.name] = value
    return found


def written(value: Any) -> str:
    """Give a value as a form prints it without a filter."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case date():
            return chinese_date(value)
        case Decimal():
            return money(value)
        case str() | int():
            return str(value)
    raise ValueError(f"表单里不能直接印出这种值（{type(value).__name__}）。")


class _Check:
    def __init__(self, xml: str, specs: Mapping[str, FactSpec], place: str, part: Part) -> None:
        self.xml, self.specs, self.place, self.part = xml, specs, place, part

    def refuse(self, node: nodes.Node, problem: str) -> NoReturn:
        raise FormRefused(f"{self.place}“{words_on(self.xml, node.lineno)}”", problem)

    def nodes(self, found: Sequence[nodes.Node], loops: Mapping[str, FactSpec], depth: int) -> None:
        for node in found:
            match node:
                case nodes.Output():
                    for printed in node.nodes:
                        self.printed(printed, loops)
                case nodes.If():
                    self.condition(node.test, loops)
                    for branch in (node.body, node.elif_, node.else_):
                        self.nodes(branch, loops, depth)
                case nodes.For():
                    self.loop(node, loops, depth)
                case _:
                    self.refuse(node, f"不支持这种标签（{type(node).__name__}），只能用 if、for 和要素名")

    def loop(self, node: nodes.For, loops: Mapping[str, FactSpec], depth: int) -> None:
        if depth >= MOST_DEPTH:
            self.refuse(node, f"循环最多 {MOST_DEPTH} 层")
        if node.recursive or node.test is not None or not isinstance(node.target, nodes.Name):
            self.refuse(node, "循环只能写作 for 变量 in 要素")
        spec = self.specs.get(node.iter.name) if isinstance(node.iter, nodes.Name) else None
        if spec is None or spec.type not in LISTED:
            self.refuse(node, "循环只能用于声明为列表或者表格的要素")
        name = node.target.name
        if name in self.specs or name in loops or name == "loop" or name.startswith("_"):
            self.refuse(node, f"循环变量“{name}”与要素或者外层变量重名，请换一个名称")
        self.part.printed.add(spec.name)
        self.nodes(node.body, {**loops, name: spec}, depth + 1)
        self.nodes(node.else_, loops, depth)

    def printed(self, node: nodes.Node, loops: Mapping[str, FactSpec]) -> None:
        match node:
            case nodes.TemplateData():
                if STRAY.search(node.data):
                    self.refuse(node, "花括号不成对，或者用了不支持的写法")
            case nodes.Name():
                self.name(node, loops)
            case nodes.Getattr():
                self.attribute(node, loops)
            case nodes.Filter():
                self.filter(node)
            case _:
                self.refuse(
                    node, "花括号里只能写要素名、循环变量的列名，或者要素名加 date、date_words、money、money_words"
                )

    def name(self, node: nodes.Name, loops: Mapping[str, FactSpec]) -> None:
        if node.name in loops:
            if loops[node.name].type != "texts":
                columns = "、".join(f"{node.name}.{column.name}" for column in loops[node.name].columns)
                self.refuse(node, f"“{node.name}”是表格的一行，请写明列：{columns}")
            return
        spec = self.known(node)
        if spec.type not in PRINTED:
            self.refuse(node, f"要素 {spec.name}（类型 {spec.type}）不能直接印出，列表请用 for，是否请用 if")
        self.part.printed.add(spec.name)

    def attribute(self, node: nodes.Getattr, loops: Mapping[str, FactSpec]) -> None:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "loop" and node.attr == "index" and loops:
            return
        spec = loops.get(name)
        if spec is None or node.attr not in {column.name for column in spec.columns}:
            self.refuse(node, f"“{node.attr}”不是已声明的列，只能在 for 之内写 变量.列名 或者 loop.index")

    def filter(self, node: nodes.Filter) -> None:
        if node.name not in _FILTERS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.refuse(node, f"没有“{node.name}”这种写法，可用：{'、'.join(_FILTERS)}（不带参数）")
        if not isinstance(node.node, nodes.Name):
            self.refuse(node, f"“{node.name}”只能直接用在要素名之后")
        spec = self.known(node.node)
        if spec.type != _FILTERS[node.name][0]:
            self.refuse(node, f"“{node.name}”不能用于要素 {spec.name}（类型 {spec.type}）")
        self.part.printed.add(spec.name)

    def condition(self, node: nodes.Node, loops: Mapping[str, FactSpec]) -> None:
        match node:
            case nodes.Not():
                self.condition(node.node, loops)
            case nodes.And() | nodes.Or():
                self.condition(node.left, loops)
                self.condition(node.right, loops)
            case nodes.Compare():
                self.condition(node.expr, loops)
                for operand in node.ops:
                    constant = operand.expr
                    if operand.op not in ("eq", "ne") or not isinstance(constant, nodes.Const):
                        self.refuse(node, "条件里只能用 == 或者 != 与一个固定的文字或者数字相比")
                    if not isinstance(constant.value, str | int):
                        self.refuse(node, "条件里只能与文字或者整数相比")
            case nodes.Getattr():
                self.attribute(node, loops)
            case nodes.Name():
                if node.name not in loops:
                    self.part.asked.add(self.known(node).name)
            case _:
                self.refuse(node, "条件只能由要素、and、or、not 和与固定文字的比较组成")

    def known(self, node: nodes.Name) -> FactSpec:
        spec = self.specs.get(node.name)
        if spec is None:
            self.refuse(node, f"用了没有声明的要素“{node.name[:60]}”")
        return spec


def _counted(items: tuple[Any, ...], rounds: list[int]) -> Any:
    return _Counted(items, rounds)


@dataclass(frozen=True)
class _Counted:
    """A list fact whose rounds, over all loops of a filling, have one limit."""

    items: tuple[Any, ...]
    rounds: list[int]

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Any]:
        for item in self.items:
            self.rounds[0] += 1
            if self.rounds[0] > MOST_ROUNDS:
                raise ValueError(f"表单的循环超过 {MOST_ROUNDS} 次，请减少行数或者循环的层数。")
            yield item


def _optional(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: "" if value is None else write(value)


def _no_binary(context: Any, operator: str, left: Any, right: Any) -> NoReturn:
    raise ValueError("表单里不能做运算。")


def _no_unary(context: Any, operator: str, arg: Any) -> NoReturn:
    raise ValueError("表单里不能做运算。")
