"""A place in a rule file: reads one key at a time and says where and how when something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from deadlines.counting import parse_span
from deadlines.errors import RulebookError
from deadlines.model import Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a rule file something stands, for refusals."""

    file: str
    limit: str = ""
    at: str = ""

    def refuse(self, key: str, problem: str) -> RulebookError:
        return RulebookError(file=self.file, limit=self.limit, key=f"{self.at}{key}", problem=problem)

    def within(self, at: str) -> Place:
        return Place(self.file, self.limit, f"{self.at}{at}.")

    def known_keys(self, table: Any, allowed: set[str]) -> Mapping[str, Any]:
        if not isinstance(table, dict):
            raise self.refuse("（表）", "应写成 TOML 表")
        for key in table:
            if key not in allowed:
                raise self.refuse(key, f"没有这个键；可用的键：{'、'.join(sorted(allowed))}")
        return table

    def text(self, table: Mapping[str, Any], key: str, *, required: bool = True) -> str:
        value = table.get(key, "")
        if not isinstance(value, str) or (required and not value.strip()):
            raise self.refuse(key, "应为非空文字，请补上" if required else "应为文字")
        return value

    def day(self, table: Mapping[str, Any], key: str, *, required: bool = True) -> date | None:
        value = table.get(key)
        if value is None and not required:
            return None
        if type(value) is not date:
            raise self.refuse(key, "应为日期，例如 2026-04-15（不加引号）")
        return value

    def one_of(self, table: Mapping[str, Any], key: str, allowed: tuple[str, ...]) -> str:
        value = table.get(key)
        if value not in allowed:
            raise self.refuse(key, f"应为 {'、'.join(allowed)} 之一")
        return value

    def listed(self, table: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of names, empty when the key is missing."""
        value = table.get(key, [])
        if not isinstance(value, list) or any(not isinstance(one, str) or not one for one in value):
            raise self.refuse(key, '应为文字列表，例如 ["reconsideration"]')
        return tuple(value)

    def flag(self, table: Mapping[str, Any], key: str) -> bool:
        value = table.get(key, False)
        if not isinstance(value, bool):
            raise self.refuse(key, "应为 true 或者 false")
        return value

    def names(self, table: Mapping[str, Any], key: str, known: frozenset[str], *, required: bool) -> frozenset[str]:
        value = table.get(key, [])
        values = [value] if isinstance(value, str) else value
        if not isinstance(values, list) or (required and not values):
            raise self.refuse(key, "应为名称列表，不能为空")
        for name in values:
            if not isinstance(name, str) or name not in known:
                raise self.refuse(key, f"没有“{name}”；可用的有：{'、'.join(sorted(known))}")
        return frozenset(values)

    def span(self, table: Mapping[str, Any], key: str) -> Span:
        span = parse_span(table.get(key))
        if span is None:
            raise self.refuse(key, '应为期间，例如 "7 working days"、"60 days"、"24 hours"、"as directed"')
        return span
