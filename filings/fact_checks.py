"""Checks of letter facts before composing: which are missing or unknown, and the values of the others in their types.

A fact value is text to print, never markup: it is checked here and afterwards only ever escaped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from filings.certificate.clock import deadline_problem
from filings.facts import FACT_TYPES, Column, FactProblem, FactSpec
from filings.figures import MONEY_LIMIT, document_number_problem
from filings.printable import text_problem
from filings.said import Refusal, Said, quoted

_AMOUNT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－", "0123456789.-")
MAX_LINE = 2_000
MAX_PARAGRAPHS = 60_000
MAX_LIST = 500


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
                problems.append(FactProblem(spec.name, spec.meaning, missing(spec.type), absent=True))
            continue
        try:
            values[spec.name] = _typed(spec, given, grounds)
        except Refusal as refused:
            problems.append(FactProblem(spec.name, spec.meaning, refused.said))
    for name in facts:
        if name not in known:
            problems.append(FactProblem(str(name)[:60], "", _unknown(str(name), known)))
    return values, problems


def missing(fact_type: str) -> Said:
    """Give the clause for a fact of this type that is required and not given."""
    wanted = FACT_TYPES[fact_type]
    return Said(f"缺失，须为{wanted}", f"missing, it must be {wanted.en}")


def read_date(value: Any) -> date:
    """Give a date from a date or an ISO text. Raises Refusal with a clause."""
    if isinstance(value, date) and not hasattr(value, "hour"):
        return value
    if isinstance(value, str):
        try:
            if len(value) == 10:
                return date.fromisoformat(value)
        except ValueError:
            raise Refusal(
                f"“{value}”不是存在的日期，须写作 YYYY-MM-DD", f"“{value}” is not a day that exists, write YYYY-MM-DD"
            ) from None
    raise Refusal(f"“{_shown(value)}”不是日期，须写作 YYYY-MM-DD", f"“{_shown(value)}” is not a date, write YYYY-MM-DD")


def _unknown(name: str, known: Mapping[str, FactSpec]) -> Said:
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    if not near:
        return Said("不是这种文书的要素", "not a fact of this letter")
    meaning = known[near[0]].meaning
    return Said(
        f"不是这种文书的要素，是否为 {near[0]}（{meaning}）",
        f"not a fact of this letter, perhaps {near[0]} (“{meaning}”) is meant",
    )


def _typed(spec: FactSpec, value: Any, grounds: Mapping[str, tuple[int, ...]]) -> Any:
    """Give the value as the type its spec names. Raises Refusal with a clause."""
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
                raise Refusal(f"“{_shown(value)}”须为 true 或 false", f"“{_shown(value)}” must be true or false")
            return value
        case "texts":
            lines = tuple(_line(item) for item in _listed(value))
            return tuple(_option(line, spec.options) for line in lines) if spec.options else lines
        case "rows":
            return tuple(_row(item, spec.columns, place) for place, item in enumerate(_listed(value), start=1))
        case "deadline":
            return _deadline(value)
        case unknown:
            raise Refusal(f"类型“{unknown}”不存在", f"there is no type “{unknown}”")


def _is_absent(value: Any) -> bool:
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, list | tuple) and not value)
    )


def _line(value: Any) -> str:
    text = _text(value).strip()
    _check_text(text, MAX_LINE)
    return text


def _paragraphs(value: Any) -> tuple[str, ...]:
    text = _text(value).replace("\r\n", "\n").strip()
    _check_text(text, MAX_PARAGRAPHS, lines=True)
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Refusal(f"“{_shown(value)}”不是文字", f"“{_shown(value)}” is not text")
    return value


def _check_text(text: str, most: int, *, lines: bool = False) -> None:
    if len(text) > most:
        raise Refusal(
            f"有 {len(text)} 字，超过 {most} 字的上限，请精简或者改作附件",
            f"{len(text)} characters, more than the {most} allowed, shorten it or make it an annex",
        )
    if problem := text_problem(text, lines=lines):
        raise Refusal(problem.zh, problem.en)


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refusal(f"“{_shown(value)}”不是整数", f"“{_shown(value)}” is not a whole number")
    if not 0 <= value < 10**12:
        raise Refusal(
            f"“{_shown(value)}”超出范围，须为 0 以上、一万亿以下",
            f"“{_shown(value)}” is out of range, it must be from 0 to below one trillion",
        )
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
        raise Refusal(
            f"“{_shown(value)}”不是金额，例如 1234.56", f"“{_shown(value)}” is not an amount, for example 1234.56"
        ) from None
    if not exact:
        raise Refusal(
            f"“{_shown(value)}”须为 0 以上、一万亿元以下、最多两位小数的金额",
            f"“{_shown(value)}” must be an amount from 0 to below one trillion yuan with at most two decimals",
        )
    return abs(amount)


def _document_number(value: Any) -> str:
    number = _line(value)
    problem = document_number_problem(number)
    if problem:
        raise Refusal(f"“{_shown(number)}”不合规范：{problem}", f"“{_shown(number)}” is not well formed: {problem.en}")
    return number


def _option(value: Any, options: tuple[str, ...]) -> str:
    if value not in options:
        raise Refusal(
            f"“{_shown(value)}”须为以下之一：{'、'.join(options)}",
            f"“{_shown(value)}” must be one of {quoted(options)}",
        )
    return value


def _ground(value: Any, numbers: tuple[int, ...]) -> int:
    if not numbers:
        raise Refusal("没有适用的情形", "no ground of the law applies")
    if isinstance(value, bool) or value not in numbers:
        raise Refusal(
            f"“{_shown(value)}”须为 {numbers[0]} 至 {numbers[-1]} 之间的整数",
            f"“{_shown(value)}” must be a whole number from {numbers[0]} to {numbers[-1]}",
        )
    return int(value)


def _listed(value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise Refusal("须为列表", "it must be a list")
    if len(value) > MAX_LIST:
        raise Refusal(
            f"有 {len(value)} 项，超过 {MAX_LIST} 项的上限，请改作电子附件并在此列明附件名称",
            f"{len(value)} entries, more than the {MAX_LIST} allowed, make it an electronic annex and give its name here",
        )
    return list(value)


def _row(value: Any, columns: tuple[Column, ...], place: int) -> dict[str, str]:
    """Give one table row as text by column; figures are printed as they are."""
    names = [column.name for column in columns]
    if not isinstance(value, Mapping):
        raise Refusal(
            f"第 {place} 行须为对象，列名：{'、'.join(names)}",
            f"row {place} must be an object with the columns {', '.join(names)}",
        )
    unknown = [str(name) for name in value if name not in names]
    if unknown:
        raise Refusal(
            f"第 {place} 行有不认识的列“{unknown[0][:60]}”，列名：{'、'.join(names)}",
            f"row {place} has an unknown column “{unknown[0][:60]}”, the columns are {', '.join(names)}",
        )
    cells = {}
    for column in columns:
        cell = value.get(column.name)
        if _is_absent(cell):
            if column.required:
                raise Refusal(
                    f"第 {place} 行缺少“{column.title}”（{column.name}）",
                    f"row {place} lacks “{column.title}” ({column.name})",
                )
            cells[column.name] = ""
            continue
        try:
            text = str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else _line(cell)
            cells[column.name] = _option(text, column.options) if column.options else text
        except Refusal as refused:
            raise Refusal(
                f"第 {place} 行“{column.title}”{refused}", f"row {place}, “{column.title}”: {refused.said.en}"
            ) from None
    return cells


def _deadline(value: Any) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise Refusal(
            "须为对象，即 anqi deadlines compute 输出的一项",
            "it must be an object, one entry of what `anqi deadlines compute` gives",
        )
    if problem := deadline_problem(value, text_problem=text_problem):
        raise Refusal(problem.zh, problem.en)
    return dict(value)


def _shown(value: Any) -> str:
    """Give a value short and printable, for quoting in a refusal."""
    text = value if isinstance(value, str) else repr(value)
    return "".join(character if character.isprintable() else "�" for character in text[:40])
