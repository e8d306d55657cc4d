"""Letter facts (文书要素): the only values a letter may mention, what each means, and how a letter refuses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from filings.said import Refusal, Said

FACT_TYPES = {
    "text": Said("一行文字", "one line of text"),
    "paragraphs": Said("文字，另起一行即另起一段", "text, each line a paragraph of its own"),
    "date": Said("日期，写作 YYYY-MM-DD", "a date, written YYYY-MM-DD"),
    "integer": Said("整数", "a whole number"),
    "money": Said("金额（元，最多两位小数）", "an amount in yuan with at most two decimals"),
    "document_number": Said(
        "发文字号，例如 某市监消〔2026〕12号", "a document number, for example “某市监消〔2026〕12号”"
    ),
    "choice": Said("列明的选项之一", "one of the options listed"),
    "ground": Said("法定情形的序号（整数）", "the number of a legal ground (a whole number)"),
    "boolean": Said("是或者否（true、false）", "yes or no (true, false)"),
    "texts": Said("若干项文字，一项一条", "a list of texts"),
    "rows": Said("表格，一行一项", "a table, one entry a row"),
    "deadline": Said(
        "期限（anqi deadlines compute 输出的一项）", "a deadline (one entry of what `anqi deadlines compute` gives)"
    ),
}


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
    """What is wrong with one fact; `problem` is a clause without end punctuation, `absent` a fact that is not given."""

    name: str
    meaning: str
    problem: Said
    absent: bool = False


class FactsRefused(Refusal):
    """The facts given for a letter are missing, ill-typed or unknown: every one of them in `problems`."""

    def __init__(self, letter: Said, problems: tuple[FactProblem, ...]) -> None:
        self.letter = letter
        self.problems = problems
        listed = "；".join(
            f"{p.name}（{p.meaning}）{p.problem}" if p.meaning else f"{p.name} {p.problem}" for p in problems
        )
        named = "; ".join(
            f"{p.name} (“{p.meaning}”): {p.problem.en}" if p.meaning else f"“{p.name}”: {p.problem.en}"
            for p in problems
        )
        need = "1 fact needs" if len(problems) == 1 else f"{len(problems)} facts need"
        super().__init__(
            f"文书“{letter}”的要素有 {len(problems)} 处需要补正：{listed}。",
            f"Letter “{letter.en}”: {need} correction: {named}.",
        )
