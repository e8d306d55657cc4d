"""Reads the JSON that a person hands over: a file or standard input, strict, with the place of the first mistake."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from compliance.cli.refusals import CannotRun

MOST_BYTES = 64 * 1024 * 1024
DEEPEST = 32
"""Levels of nesting; no request or letter needs more than five."""
_LONGEST_NUMBER = 40
_TOO_DEEP = "JSON 嵌套过深；请按说明中的格式书写。"


def read_json(file: str) -> Any:
    """The value in ``file`` (``-`` is standard input). Raises CannotRun naming the place; OSError for the file itself."""
    value = read_batch(file)
    fault = fault_of(value)
    if fault:
        raise CannotRun(f"{_named(file)}不可用：{fault}")
    return value


def read_batch(file: str) -> Any:
    """The same for an array of which each element answers for its own faults (``fault_of``)."""
    name = _named(file)
    raw = _from_stdin() if file == "-" else _from_file(Path(file))
    if len(raw) > MOST_BYTES:
        raise CannotRun(f"{name}超过 64 MB；请分批。")
    if not raw.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise CannotRun(f"{name}是空的；请给出 JSON。")
    try:
        return json.loads(
            raw.decode("utf-8-sig"),
            parse_constant=_no_constant,
            parse_int=_whole_number,
            object_pairs_hook=_object,
        )
    except UnicodeDecodeError as problem:
        raise CannotRun(f"{name}不是 UTF-8 文本；请另存为 UTF-8 的 JSON。") from problem
    except RecursionError as problem:
        raise CannotRun(f"{name}不可用：{_TOO_DEEP}") from problem
    except json.JSONDecodeError as problem:
        where = f"第 {problem.lineno} 行第 {problem.colno} 列"
        raise CannotRun(f"{name}不是有效的 JSON（{where}）；请改正后重试。") from problem
    except ValueError as problem:
        raise CannotRun(f"{name}不是有效的 JSON（{problem}）；请改正后重试。") from problem


def fault_of(value: Any) -> str | None:
    """What JSON allows and we do not: a name written twice in one object, or nesting without end."""
    level = [value] if isinstance(value, dict | list) else []
    for _ in range(DEEPEST):
        for each in level:
            if isinstance(each, _WrittenTwice):
                return f"字段“{each.name[:40]}”在同一对象中写了两次；请只留一个。"
        inside = (each for outer in level for each in (outer.values() if isinstance(outer, dict) else outer))
        level = [each for each in inside if isinstance(each, dict | list)]
        if not level:
            return None
    return _TOO_DEEP


class _WrittenTwice(dict[str, Any]):
    """An object in which ``name`` stood twice; which of the two was meant nobody knows."""

    name = ""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    spoilt = _WrittenTwice(found)
    spoilt.name = next(name for name in names if names.count(name) > 1)
    return spoilt


def _named(file: str) -> str:
    return "标准输入" if file == "-" else f"“{file}”"


def _from_stdin() -> bytes:
    if sys.stdin.isatty():
        click.echo("请输入 JSON，以 Ctrl+D 结束：", err=True)
    return sys.stdin.buffer.read(MOST_BYTES + 1)


def _from_file(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} 不是 JSON 的值")


def _whole_number(digits: str) -> int | str:
    """A number too long for any field stays text, so that the field that holds it is the one refused."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else digits
