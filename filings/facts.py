"""Letter facts (文书要素): the only values a letter may mention, what each means, and the check before composing.

A fact value is text to print, never markup: it is checked here and afterwards only ever escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from filings.certificate.clock import deadline_problem
from filings.figures import MONEY_LIMIT, document_number_problem
from filings.printable import text_problem

FACT_TYPES = {
    "text": "一行文字",
    "paragraphs": "文字，另起一行即另起一段",
    "date": "日期，写作 YYYY-MM-DD",
    "integer": "整数",
    "money": "金额（元，最多两位小数）",
    "document_number": "发文字号，例如 某市监消〔2026〕12号",
    "choice": "列明的选项之一",
    "ground": "法定情形的序号（整数）",
    "boolean": "是或者否（true、false）",
    "texts": "若干项文字，一项一条",
    "rows": "表格，一行一项",
    "deadline": "期限（anqi deadlines compute 输出的一项）",
}
_AMOUNT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
MAX_LINE = 2_000
MAX_PARAGRAPHS = 60_000
MAX_LIST = 500


@dataclass(frozen=True)
class Column:
    """A column of a `rows` fact; `width` is relative, `options` the texts a cell may hold (none = any)."""

    name: str
    title: str
    width: int = 1
    required: bool = True
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class FactSpec:
    """One fact a letter may mention: its name, meaning in Chinese, type (FACT_TYPES) and an example.

    `required_when` names a dated flag of the letter that makes the fact required. `options` are what a `choice` may be
    and, where given, what each entry of a `texts` fact may be (several may be chosen).
    """

    name: str
    meaning: str
    type: str
    example: Any
    required: bool = True
    required_when: str = ""
    options: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class FactProblem:
    """What is wrong with one fact; `problem` is a Chinese clause without end punctuation."""

    name: str
    meaning: str
    problem: str


class FactsRefused(ValueError):
    """The facts given for a letter are missing, ill-typed or unknown: every one of them in `problems`."""

    def __init__(self, letter: str, problems: tuple[FactProblem, ...]) -> None:
        self.letter = letter
        self.problems = problems
        listed = "；".join(
            f"{p.name}（{p.meaning}）{p.problem}" if p.meaning else f"{p.name} {p.problem}" for p in problems
        )
        super().__init__(f"文书“{letter}”的要素有 {len(problems)} 处需要补正：{listed}。")


def check_facts(
    specs: tuple[FactSpec, ...],
    facts: Mapping[str, Any],
    *,
    flags: frozenset[str],
    grounds: Mapping[str, tuple[int, ...]],
) -> tuple[dict[str, Any], list[FactProblem]]:
    """Give the typed values of the facts that are well formed, and every problem found (missing, ill-typed, unknown).

    `flags` are the dated requirements that hold; `grounds` gives for each `ground` fact the numbers in force.
    """
    known = {spec.name: spec for spec in specs}
    values: dict[str, Any] = {}
    problems: list[FactProblem] = []
    for spec in specs:
        given = facts.get(spec.name)
        if _is_absent(given):
            if spec.required or spec.required_when in flags:
                problems.append(FactProblem(spec.name, spec.meaning, f"缺失，须为{FACT_TYPES[spec.type]}"))
            continue
        try:
            values[spec.name] = _typed(spec, given, grounds)
        except ValueError as refused:
            problems.append(FactProblem(spec.name, spec.meaning, str(refused)))
    for name in facts:
        if name not in known:
            near = get_close_matches(str(name), known, n=1, cutoff=0.5)
            hint = f"，是否为 {near[0]}（{known[near[0]].meaning}）" if near else ""
            problems.append(FactProblem(str(name)[:60], "", f"不是这种文书的要素{hint}"))
    return values, problems


def read_date(value: Any) -> date:
    """Give a date from a date or an ISO text. Raises ValueError with a Chinese clause."""
    if isinstance(value, date) and not hasattr(value, "hour"):
        return value
    if isinstance(value, str):
        try:
            if len(value) == 10:
                return date.fromisoformat(value)
        except ValueError:
            raise ValueError(f"“{value}”不是存在的日期，须写作 YYYY-MM-DD") from None
    raise ValueError(f"“{_shown(value)}”不是日期，须写作 YYYY-MM-DD")


def _typed(spec: FactSpec, value: Any, grounds: Mapping[str, tuple[int, ...]]) -> Any:
    """Give the value as the type its spec names. Raises ValueError with a Chinese clause."""
    match spec.type:
        case "text":
            return _line(value)
        case "paragraphs":
            return _paragraphs(value)
        case "date":
            return read_date(value)
        case "integer":
            return _integer(value)
        case "money":
            return _money(value)
        case "document_number":
            return _document_number(value)
        case "choice":
            return _option(value, spec.options)
        case "ground":
            return _ground(value, grounds.get(spec.name, ()))
        case "boolean":
            if not isinstance(value, bool):
                raise ValueError(f"“{_shown(value)}”须为 true 或 false")
            return value
        case "texts":
            lines = tuple(_line(item) for item in _listed(value))
            return tuple(_option(line, spec.options) for line in lines) if spec.options else lines
        case "rows":
            return tuple(_row(item, spec.columns, place) for place, item in enumerate(_listed(value), start=1))
        case "deadline":
            return _deadline(value)
        case unknown:
            raise ValueError(f"类型“{unknown}”不存在")


def _is_absent(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, list | tuple) and not value)
    )


def _line(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError(f"“{_shown(value)}”不是文字")
    text = value.strip()
    if len(text) > MAX_LINE:
        raise ValueError(f"有 {len(text)} 字，超过 {MAX_LINE} 字的上限，请精简或者改作附件")
    problem = text_problem(text)
    if problem:
        raise ValueError(problem)
    return text


def _paragraphs(value: Any) -> tuple[str, ...]:
    if not isinstance(value, str):
        raise ValueError(f"“{_shown(value)}”不是文字")
    text = value.replace("\r\n", "\n").strip()
    if len(text) > MAX_PARAGRAPHS:
        raise ValueError(f"有 {len(text)} 字，超过 {MAX_PARAGRAPHS} 字的上限，请精简或者改作附件")
    problem = text_problem(text, lines=True)
    if problem:
        raise ValueError(problem)
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"“{_shown(value)}”不是整数")
    if not 0 <= value < 10**12:
        raise ValueError(f"“{_shown(value)}”超出范围，须为 0 以上、一万亿以下")
    return value


def _money(value: Any) -> Decimal:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise InvalidOperation
        if isinstance(value, str) and not _AMOUNT.fullmatch(value.translate(_FULL_WIDTH).strip()):
            raise InvalidOperation
        amount = Decimal(value.translate(_FULL_WIDTH) if isinstance(value, str) else str(value))
        exact = amount.is_finite() and 0 <= amount < MONEY_LIMIT and amount == round(amount, 2)
    except InvalidOperation:
        raise ValueError(f"“{_shown(value)}”不是金额，例如 1234.56") from None
    if not exact:
        raise ValueError(f"“{_shown(value)}”须为 0 以上、一万亿元以下、最多两位小数的金额")
    return abs(amount)


def _document_number(value: Any) -> str:
    number = _line(value)
    problem = document_number_problem(number)
    if problem:
        raise ValueError(f"“{_shown(number)}”不合规范：{problem}")
    return number


def _option(value: Any, options: tuple[str, ...]) -> str:
    if value not in options:
        raise ValueError(f"“{_shown(value)}”须为以下之一：{'、'.join(options)}")
    return value


def _ground(value: Any, numbers: tuple[int, ...]) -> int:
    if isinstance(value, bool) or value not in numbers:
        raise ValueError(
            f"“{_shown(value)}”须为 {numbers[0]} 至 {numbers[-1]} 之间的整数" if numbers else "没有适用的情形"
        )
    return int(value)


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ValueError("须为列表")
    if len(value) > MAX_LIST:
        raise ValueError(f"有 {len(value)} 项，超过 {MAX_LIST} 项的上限，请改作电子附件并在此列明附件名称")
    return list(value)


def _row(value: Any, columns: tuple[Column, ...], place: int) -> dict[str, str]:
    """Give one table row as text by column; figures are printed as they are."""
    if not isinstance(value, Mapping):
        raise ValueError(f"第 {place} 行须为对象，列名：{'、'.join(column.name for column in columns)}")
    unknown = [str(name) for name in value if name not in {column.name for column in columns}]
    if unknown:
        raise ValueError(
            f"第 {place} 行有不认识的列“{unknown[0][:60]}”，列名：{'、'.join(column.name for column in columns)}"
        )
    cells = {}
    for column in columns:
        cell = value.get(column.name)
        if _is_absent(cell):
            if column.required:
                raise ValueError(f"第 {place} 行缺少“{column.title}”（{column.name}）")
            cells[column.name] = ""
            continue
        try:
            text = str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else _line(cell)
            cells[column.name] = _option(text, column.options) if column.options else text
        except ValueError as refused:
            raise ValueError(f"第 {place} 行“{column.title}”{refused}") from None
    return cells


def _deadline(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise ValueError("须为对象，即 anqi deadlines compute 输出的一项")
    problem = deadline_problem(value, text_problem=text_problem)
    if problem:
        raise ValueError(problem)
    return dict(value)


def _shown(value: Any) -> str:
    """Give a value short and printable, for quoting in a refusal."""
    text = value if isinstance(value, str) else repr(value)
    return "".join(character if character.isprintable() else "�" for character in text[:40])
