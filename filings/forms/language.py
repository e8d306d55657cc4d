"""What a field in a DOCX form may say: a closed list of Jinja nodes, checked before anything is filled in.

Allowed are the names of declared facts, `row.column` of a table fact inside its own loop, `loop.index`, if / elif /
else over facts (compared with constants, and, or, not), for over a declared list, two deep at the most, and four
filters of ours. Everything else is refused where it stands; there are no calls, no arithmetic, no other attribute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NoReturn

from jinja2 import TemplateSyntaxError, nodes

from filings.facts import FactSpec
from filings.forms.places import STRAY, FormRefused, check_places, words_on
from filings.forms.sandbox import FILTERS, environment
from filings.forms.word_forms import LISTED, PRINTED
from filings.said import Said

MOST_DEPTH = 2


@dataclass
class Part:
    """One part of a form that was checked: its tree, and the facts that it prints or asks about."""

    tree: nodes.Template
    printed: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)


def checked(xml: str, specs: Mapping[str, FactSpec], *, place: Said) -> Part:
    """Give the part's tree once every field in it is allowed. Raises FormRefused at the first that is not."""
    check_places(xml, place)
    try:
        tree = environment().parse(xml)
    except TemplateSyntaxError as wrong:
        raise FormRefused(
            place,
            "标签写法有误，可能不成对或者跨段拆开",
            "a tag is not well formed; it may be unmatched or split over paragraphs",
            near=words_on(xml, wrong.lineno),
        ) from wrong
    except RecursionError:
        raise FormRefused(place, "标签嵌套过深", "tags are nested too deeply") from None
    part = Part(tree)
    _Check(xml, specs, place, part).nodes(tree.body, {}, 0)
    return part


class _Check:
    def __init__(self, xml: str, specs: Mapping[str, FactSpec], place: Said, part: Part) -> None:
        self.xml, self.specs, self.place, self.part = xml, specs, place, part

    def refuse(self, node: nodes.Node, zh: str, en: str) -> NoReturn:
        raise FormRefused(self.place, zh, en, near=words_on(self.xml, node.lineno))

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
                    self.refuse(
                        node,
                        f"不支持这种标签（{type(node).__name__}），只能用 if、for 和要素名",
                        f"a tag of this kind is not allowed ({type(node).__name__}); use if, for and names of facts only",
                    )

    def loop(self, node: nodes.For, loops: Mapping[str, FactSpec], depth: int) -> None:
        if depth >= MOST_DEPTH:
            self.refuse(node, f"循环最多 {MOST_DEPTH} 层", f"loops may be nested at most {MOST_DEPTH} deep")
        if node.recursive or node.test is not None or not isinstance(node.target, nodes.Name):
            self.refuse(node, "循环只能写作 for 变量 in 要素", "a loop is written: for name in fact")
        spec = self.specs.get(node.iter.name) if isinstance(node.iter, nodes.Name) else None
        if spec is None or spec.type not in LISTED:
            self.refuse(
                node,
                "循环只能用于声明为列表或者表格的要素",
                "only a fact declared as a list or a table can be looped over",
            )
        name = node.target.name
        if name in self.specs or name in loops or name == "loop" or name.startswith("_"):
            self.refuse(
                node,
                f"循环变量“{name}”与要素或者外层变量重名，请换一个名称",
                f"the loop variable “{name}” has the name of a fact or of an outer loop; choose another name",
            )
        self.part.printed.add(spec.name)
        self.nodes(node.body, {**loops, name: spec}, depth + 1)
        self.nodes(node.else_, loops, depth)

    def printed(self, node: nodes.Node, loops: Mapping[str, FactSpec]) -> None:
        match node:
            case nodes.TemplateData():
                if STRAY.search(node.data):
                    self.refuse(
                        node,
                        "花括号不成对，或者用了不支持的写法",
                        "unmatched braces, or a notation that is not supported",
                    )
            case nodes.Name():
                self.name(node, loops)
            case nodes.Getattr():
                self.attribute(node, loops)
            case nodes.Filter():
                self.filter(node)
            case _:
                self.refuse(
                    node,
                    "花括号里只能写要素名、循环变量的列名，或者要素名加 date、date_words、money、money_words",
                    "braces may hold only a fact, a column of a loop variable, or a fact with date, date_words, money, money_words",
                )

    def name(self, node: nodes.Name, loops: Mapping[str, FactSpec]) -> None:
        if node.name in loops:
            if loops[node.name].type != "texts":
                columns = [f"{node.name}.{column.name}" for column in loops[node.name].columns]
                self.refuse(
                    node,
                    f"“{node.name}”是表格的一行，请写明列：{'、'.join(columns)}",
                    f"“{node.name}” is a row of a table; name the column: {', '.join(columns)}",
                )
            return
        spec = self.known(node)
        if spec.type not in PRINTED:
            self.refuse(
                node,
                f"要素 {spec.name}（类型 {spec.type}）不能直接印出，列表请用 for，是否请用 if",
                f"the fact {spec.name} (type {spec.type}) cannot be printed as it is; use for with a list, if with yes or no",
            )
        self.part.printed.add(spec.name)

    def attribute(self, node: nodes.Getattr, loops: Mapping[str, FactSpec]) -> None:
        name = node.node.name if isinstance(node.node, nodes.Name) else ""
        if name == "loop" and node.attr == "index" and loops:
            return
        spec = loops.get(name)
        if spec is None or node.attr not in {column.name for column in spec.columns}:
            self.refuse(
                node,
                f"“{node.attr}”不是已声明的列，只能在 for 之内写 变量.列名 或者 loop.index",
                f"“{node.attr}” is not a column that was declared; inside for write name.column or loop.index",
            )

    def filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.refuse(
                node,
                f"没有“{node.name}”这种写法，可用：{'、'.join(FILTERS)}（不带参数）",
                f"there is no filter “{node.name}”; use one of {', '.join(FILTERS)}, without arguments",
            )
        if not isinstance(node.node, nodes.Name):
            self.refuse(
                node,
                f"“{node.name}”只能直接用在要素名之后",
                f"“{node.name}” may only follow the name of a fact directly",
            )
        spec = self.known(node.node)
        if spec.type != FILTERS[node.name][0]:
            self.refuse(
                node,
                f"“{node.name}”不能用于要素 {spec.name}（类型 {spec.type}）",
                f"“{node.name}” does not go with the fact {spec.name} (type {spec.type})",
            )
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
                        self.refuse(
                            node,
                            "条件里只能用 == 或者 != 与一个固定的文字或者数字相比",
                            "a condition compares with a fixed text or number only, by == or !=",
                        )
                    if not isinstance(constant.value, str | int):
                        self.refuse(
                            node,
                            "条件里只能与文字或者整数相比",
                            "a condition compares with texts and whole numbers only",
                        )
            case nodes.Getattr():
                self.attribute(node, loops)
            case nodes.Name():
                if node.name not in loops:
                    self.part.asked.add(self.known(node).name)
            case _:
                self.refuse(
                    node,
                    "条件只能由要素、and、or、not 和与固定文字的比较组成",
                    "a condition is made of facts, and, or, not and comparisons with fixed texts only",
                )

    def known(self, node: nodes.Name) -> FactSpec:
        spec = self.specs.get(node.name)
        if spec is None:
            self.refuse(
                node,
                f"用了没有声明的要素“{node.name[:60]}”",
                f"the fact “{node.name[:60]}” was not declared",
            )
        return spec
