"""Filling a DOCX form: the sandbox that its fields run in, the values that they see and how each is written.

No globals, no tests, no arithmetic and no filters but four of ours; what a field may say is `filings.forms.language`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, NoReturn

from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from filings.facts import FactSpec
from filings.figures import chinese_date, chinese_date_in_words, money, money_in_words
from filings.said import Refusal

PARAGRAPH_MARK = "\ufdd0"
"""Between the paragraphs of a value while it stands in XML; no fact can hold it (see filings.printable)."""
MOST_ROUNDS = 5_000
MOST_CHARACTERS = 8_000_000
FILTERS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "date": ("date", chinese_date),
    "date_words": ("date", chinese_date_in_words),
    "money": ("money", money),
    "money_words": ("money", money_in_words),
}


def environment() -> ImmutableSandboxedEnvironment:
    """Give the environment that forms are filled in: the sandbox, without globals, tests and filters but our four."""
    made = ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, optimized=False, keep_trailing_newline=True, finalize=written
    )
    made.intercepted_binops = frozenset(made.default_binop_table)
    made.intercepted_unops = frozenset(made.default_unop_table)
    made.call_binop, made.call_unop = _no_binary, _no_unary
    made.globals, made.tests = {}, {}
    made.filters = {name: _optional(write) for name, (_, write) in FILTERS.items()}
    return made


def filled(tree: nodes.Template, values: Mapping[str, Any]) -> str:
    """Give the XML of a checked part with these values written in. Raises Refusal when it grows beyond every letter."""
    rounds = [0]
    context = {name: _counted(value, rounds) if isinstance(value, tuple) else value for name, value in values.items()}
    pieces, size = [], 0
    for piece in environment().from_string(tree).generate(context):
        size += len(piece)
        if size > MOST_CHARACTERS:
            raise Refusal(
                "填好的表单过大，请减少循环的层数或者内容。",
                "The filled form is too large; nest fewer loops or shorten the text.",
            )
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
    raise Refusal(
        f"表单里不能直接印出这种值（{type(value).__name__}）。",
        f"A form cannot print a value of this kind as it is ({type(value).__name__}).",
    )


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
                raise Refusal(
                    f"表单的循环超过 {MOST_ROUNDS} 次，请减少行数或者循环的层数。",
                    f"The loops of the form run more than {MOST_ROUNDS} times; use fewer rows or nest fewer loops.",
                )
            yield item


def _optional(write: Callable[[Any], str]) -> Callable[[Any], str]:
    return lambda value: "" if value is None else write(value)


def _no_binary(context: Any, operator: str, left: Any, right: Any) -> NoReturn:
    raise Refusal("表单里不能做运算。", "A form cannot calculate; take the calculation out.")


def _no_unary(context: Any, operator: str, arg: Any) -> NoReturn:
    raise Refusal("表单里不能做运算。", "A form cannot calculate; take the calculation out.")
