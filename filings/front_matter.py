"""Front matter of a letter that the house wrote itself: every key, its kind and its line, before anything is built of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from filings.facts import FACT_TYPES
from filings.ground_lists import GroundLists
from filings.markup import TemplateRefused
from filings.model import PROFILES

ADDRESSEES = {
    "complainant": "投诉人",
    "authority": "行政机关",
    "hotline": "热线平台",
    "platform": "网络平台",
    "both parties": "双方当事人",
    "company": "经营者",
    "association": "消费者协会",
    "testing body": "检验鉴定机构",
    "stores": "门店",
    "internal": "内部",
    "archive": "归档",
    "public": "社会公众",
    "any": "不限",
}
MOST_FACTS = 200
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]?\]\s*")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")

Test = Callable[[Any], bool]


def _text(most: int) -> tuple[Test, str]:
    return (lambda value: isinstance(value, str) and 0 < len(value) <= most), f"1 至 {most} 字的文字"


def _one_of(known: tuple[str, ...]) -> tuple[Test, str]:
    return (lambda value: isinstance(value, str) and value in known), f"以下之一：{'、'.join(known)}"


_DAY: tuple[Test, str] = (
    lambda value: isinstance(value, date) and not isinstance(value, datetime),
    "不带引号的日期，例如 2026-01-01",
)
_NAMED: tuple[Test, str] = (
    lambda value: isinstance(value, str) and _NAME.fullmatch(value) is not None,
    "小写字母开头、只含小写字母、数字和下划线的名称，最多 60 字",
)
_WORDS: tuple[Test, str] = (
    lambda value: isinstance(value, list) and bool(value) and all(isinstance(each, str) and each for each in value),
    '文字的列表，例如 ["company"]',
)
_YES: tuple[Test, str] = (lambda value: isinstance(value, bool), "true 或者 false")
_TABLE: tuple[Test, str] = (lambda value: isinstance(value, dict), "表")
_TABLES: tuple[Test, str] = (
    lambda value: isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value),
    "一个以上的表",
)
_WIDTH: tuple[Test, str] = (
    lambda value: isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 100,
    "1 至 100 的整数",
)
_ANY: tuple[Test, str] = (lambda value: value is not None, "一个值")
_PAIRS: tuple[Test, str] = (
    lambda value: (
        isinstance(value, list)
        and all(isinstance(each, list) and len(each) == 2 and all(isinstance(x, str) for x in each) for each in value)
    ),
    '日期要素的成对列表，例如 [["incoming_on", "dated"]]',
)
_WORDINGS: tuple[Test, str] = (
    lambda value: (
        isinstance(value, dict) and all(_NAME.fullmatch(name) and isinstance(word, str) for name, word in value.items())
    ),
    '名称 = "文字" 的表',
)

Keys = Mapping[str, tuple[Test, str]]
_LETTER: Keys = {
    "id": _NAMED,
    "title": _text(120),
    "title_en": _text(200),
    "sides": _WORDS,
    "addressee": _one_of(tuple(ADDRESSEES)),
    "kind": _text(40),
    "profile": _one_of(PROFILES),
    "date_fact": _NAMED,
    "issuer_fact": _NAMED,
    "fact": _TABLES,
    "version": _TABLES,
}
_LETTER_MAY: Keys = {"form": _text(120), "governed_by": _NAMED, "in_order": _PAIRS, "flag": _TABLES}
_FACT: Keys = {"name": _NAMED, "meaning": _text(200), "type": _one_of(tuple(FACT_TYPES)), "example": _ANY}
_FACT_MAY: Keys = {"required": _YES, "required_when": _NAMED, "options": _WORDS, "columns": _TABLES}
_COLUMN: Keys = {"name": _NAMED, "title": _text(60)}
_COLUMN_MAY: Keys = {"width": _WIDTH, "required": _YES, "options": _WORDS}
_VERSION: Keys = {"from": _DAY}
_VERSION_MAY: Keys = {"until": _DAY, "words": _WORDINGS, "grounds": _text(80), "basis": _TABLES}
_BASIS: Keys = {"instrument": _text(120), "article": _text(120)}
_BASIS_MAY: Keys = {"number": _text(120)}
_FLAG: Keys = {"name": _NAMED, "from": _DAY, "basis": _TABLE}
_FLAG_MAY: Keys = {"by": _NAMED, "until": _DAY}


def check_front_matter(file: str, text: str, table: Mapping[str, Any], grounds: GroundLists, *, above: int) -> None:
    """Refuse a front matter with a missing, unknown or ill-typed key; `above` lines of the file come before `text`.

    Raises TemplateRefused naming file and line.
    """
    check = _Check(file, text, above)
    check.keys(table, _LETTER, _LETTER_MAY, "", 0)
    facts = table["fact"]
    if len(facts) > MOST_FACTS:
        raise check.refuse("fact", MOST_FACTS + 1, "name", f"要素超过 {MOST_FACTS} 个")
    names: set[str] = set()
    for place, fact in enumerate(facts, start=1):
        check.keys(fact, _FACT, _FACT_MAY, "fact", place)
        if fact["name"] in names:
            raise check.refuse("fact", place, "name", f"要素 {fact['name']} 声明了两次")
        names.add(fact["name"])
        check.fact(fact, place)
    for place, version in enumerate(table["version"], start=1):
        check.keys(version, _VERSION, _VERSION_MAY, "version", place)
        if version.get("until") and version["until"] < version["from"]:
            raise check.refuse("version", place, "until", "until 早于 from")
        if "grounds" in version and version["grounds"] not in {each.id for each in grounds.lists}:
            known = "、".join(each.id for each in grounds.lists)
            raise check.refuse("version", place, "grounds", f"没有清单“{version['grounds'][:60]}”，可用：{known}")
        for basis in version.get("basis", ()):
            check.keys(basis, _BASIS, _BASIS_MAY, "version", place, within="basis")
    for place, flag in enumerate(table.get("flag", ()), start=1):
        check.keys(flag, _FLAG, _FLAG_MAY, "flag", place)
        check.keys(flag["basis"], _BASIS, _BASIS_MAY, "flag", place, within="basis")


class _Check:
    def __init__(self, file: str, text: str, above: int) -> None:
        self.file, self.above = file, above
        self.lines = _lines_of(text)

    def refuse(self, table: str, place: int, key: str, problem: str) -> TemplateRefused:
        line = next(
            (
                self.lines[each]
                for each in ((table, place, key), (table, place, ""), ("", 0, key))
                if each in self.lines
            ),
            1,
        )
        return TemplateRefused(self.file, line + self.above, problem)

    def keys(
        self, found: Mapping[str, Any], must: Keys, may: Keys, table: str, place: int, *, within: str = ""
    ) -> None:
        title = f"[[{table}]] 第 {place} 项" if table else "文件头"
        title += f"的 {within}" if within else ""
        for key in must:
            if key not in found:
                raise self.refuse(table, place, within or key, f"{title}缺少 {key}，须为{must[key][1]}")
        for key, value in found.items():
            if key not in must and key not in may:
                near = get_close_matches(key, (*must, *may), n=1, cutoff=0.6)
                hint = f"，是否为 {near[0]}" if near else f"，可用：{'、'.join((*must, *may))}"
                raise self.refuse(table, place, within or key, f"{title}有不认识的 {key[:40]}{hint}")
            test, wanted = must[key] if key in must else may[key]
            if not test(value):
                raise self.refuse(table, place, within or key, f"{title}的 {key} 须为{wanted}")

    def fact(self, fact: Mapping[str, Any], place: int) -> None:
        if (fact["type"] == "choice" and "options" not in fact) or (
            fact["type"] not in ("choice", "texts") and "options" in fact
        ):
            problem = f"要素 {fact['name']}：类型 choice 须写明 options，texts 可以写明，其他类型不写"
            raise self.refuse("fact", place, "type", problem)
        if (fact["type"] == "rows") != ("columns" in fact):
            raise self.refuse("fact", place, "type", f"要素 {fact['name']}：类型 rows 须写明 columns，其他类型不写")
        columns = fact.get("columns", ())
        for column in columns:
            self.keys(column, _COLUMN, _COLUMN_MAY, "fact", place, within="columns")
        if len({column["name"] for column in columns}) != len(columns):
            raise self.refuse("fact", place, "columns", f"要素 {fact['name']} 的列名重复")


def _lines_of(text: str) -> dict[tuple[str, int, str], int]:
    """Give the line of each key by (table, how many-th of its kind, key); key "" is the table's own header."""
    found: dict[tuple[str, int, str], int] = {}
    counts: dict[str, int] = {}
    table, place = "", 0
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.fullmatch(line):
            table, _, below = header.group(1).partition(".")
            counts[table] = counts.get(table, 0) + (0 if below else 1)
            place = counts[table]
            found.setdefault((table, place, below), number)
        elif key := _KEY.match(line):
            found.setdefault((table, place, key.group(1)), number)
    return found
