"""Every worked example: what a lawyer worked out by hand is what the engine gives."""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from deadlines import answer, load_calendar, load_rulebook

HERE = Path(__file__).parent
_DEFAULTS = ("regime", "profile", "today", "now", "known_on", "facts")


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value


def _examples() -> list[Any]:
    found = []
    for path in sorted(HERE.glob("*/*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        assert table["source"].strip(), path
        for case in table["case"]:
            assert case["reasoning"].strip(), (path, case["title"])
            merged = {key: table[key] for key in _DEFAULTS if key in table} | case
            found.append(pytest.param(_plain(merged), id=f"{path.parent.name}/{path.stem}: {case['title']}"))
    return found


@pytest.mark.parametrize("case", _examples())
def test_worked_example(case: dict[str, Any]) -> None:
    payload = {key: case[key] for key in _DEFAULTS if key in case} | {"events": case["event"]}
    result = answer(payload, rulebook=load_rulebook(), calendar=load_calendar(), today=date(2026, 11, 21))
    assert [row["limit"] for row in result["deadlines"]] == [row["limit"] for row in case["expect"]]
    for row, expected in zip(result["deadlines"], case["expect"], strict=True):
        for key, value in expected.items():
            assert _found(row, key) == (None if value == "none" else value), (key, row)
    assert [row["limit"] for row in result["not_covered"]] == case.get("not_covered", [])
    if "warning" in case:
        assert any(case["warning"] in warning for warning in result["warnings"]), result["warnings"]
    else:
        assert result["warnings"] == []


def _found(row: dict[str, Any], key: str) -> Any:
    if key in ("article", "number", "instrument", "evidence", "in_force_from"):
        return row["citation"][key]
    if key == "alternatives":
        return sorted(one["due_on"] or one["due_at"] for one in row["alternatives"])
    if key == "alternatives_at":
        return [one["due_at"] for one in row["alternatives"]]
    return row[key]


def test_every_regime_has_worked_examples() -> None:
    covered: set[str] = set()
    for parameter in _examples():
        regime = parameter.values[0]["regime"]
        covered.update(regime if isinstance(regime, list) else [regime])
    assert covered == set(load_rulebook().regimes)
