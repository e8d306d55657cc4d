"""Three example sets of any letter, made of the examples in its own front matter: usual, shortest, hardest."""

from __future__ import annotations

from typing import Any

from filings.facts import FactSpec
from filings.letters import Letter

_ODD = "（<b>&“‘{{x}}’”=+-@|#䶮㛃）"
"""Signs that are markup somewhere and rare characters: all must be printed as they stand."""


def example_sets(letter: Letter) -> tuple[tuple[str, dict[str, Any]], ...]:
    """Give (title, facts) of the usual case, of one with the mandatory facts only, and of the hardest."""
    required = {spec.name for spec in letter.required_facts}
    usual = {spec.name: spec.example for spec in letter.facts}
    shortest = {name: value for name, value in usual.items() if name in required}
    hardest = {spec.name: _hard(spec) for spec in letter.facts}
    return (("通常", usual), ("只填必填", shortest), ("最难：长文字、多行、生僻字和符号", hardest))


def _hard(spec: FactSpec) -> Any:
    value = spec.example
    match spec.type:
        case "text" if isinstance(value, str):
            return f"{value}{_ODD}"
        case "paragraphs" if isinstance(value, str):
            return "\n".join([value, f"{value}{_ODD}"] * 4)
        case "texts" if isinstance(value, list) and not spec.options:
            return (value + [f"{each}{_ODD}" for each in value]) * 3
        case "rows" if isinstance(value, list):
            return (value * 20)[:20]
        case "money":
            return "123456789.05"
        case "choice" if spec.options:
            return spec.options[-1]
        case _:
            return value
