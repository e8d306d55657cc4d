"""A change of law as a person reads it: the summary in one sentence, what a text changes, from → to, the moves as CSV."""

import csv
import io
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from compliance.records.law import LawText
from compliance.web.dates import show_day, show_instant
from compliance.web.words import label
from compliance.wording import knows, say
from deadlines import Rulebook

HOWS = ("earlier", "later", "started", "ended", "firm", "provisional", "judged")
FILTERS = ("earlier", "later", "late", "started", "ended", "firm", "provisional", "judged")
MOST_LINES = 1_500
_AROUND = 3
_COLUMNS = (
    *("number", "regime", "limit", "ours", "started", "how", "due_before", "due_after"),
    *("state_before", "state_after"),
)


@dataclass(frozen=True)
class Line:
    """One line of a difference: ``sort`` is add, del, same or gap."""

    sort: str
    text: str


@dataclass(frozen=True)
class TextChange:
    """A file of law with what it changes; ``more`` lines of the difference are not shown."""

    text: LawText
    added: int
    removed: int
    lines: tuple[Line, ...]
    more: int


def text_change(text: LawText, before: str) -> TextChange:
    """What a file changes, line by line, with three lines around every place."""
    old, new = before.splitlines(), text.content.splitlines()
    lines: list[Line] = []
    for group in SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_AROUND):
        if lines or group[0][3] > 0:
            lines.append(Line("gap", f"{group[0][3] + 1}"))
        for tag, first, last, begin, end in group:
            if tag == "equal":
                lines += [Line("same", line) for line in old[first:last]]
            else:
                lines += [Line("del", line) for line in old[first:last]]
                lines += [Line("add", line) for line in new[begin:end]]
    sorts = [line.sort for line in lines]
    shown = tuple(lines[:MOST_LINES])
    return TextChange(text, sorts.count("add"), sorts.count("del"), shown, len(lines) - len(shown))


def summary_sentence(summary: Mapping[str, Any], lang: str, *, all_cases: bool = False, done: bool = False) -> str:
    """The change in one sentence: how many clocks of how many cases move (moved, when ``done``), and which way."""
    if not summary["clocks_moved"]:
        return say("law.nothing_moves_all" if all_cases else "law.nothing_moves", lang, **_counts(summary))
    parts = [say(f"law.part.{how}", lang, n=summary[how]) for how in HOWS if summary.get(how)]
    if summary.get("late"):
        parts.append(say("law.part.late", lang, n=summary["late"]))
    joined = ("，" if lang == "zh" else ", ").join(parts)
    sentence = "law.moves_all" if all_cases else "law.moved" if done else "law.moves"
    return say(sentence, lang, parts=joined, **_counts(summary))


def _counts(summary: Mapping[str, Any]) -> dict[str, Any]:
    return {name: summary.get(name, 0) for name in ("cases", "open_clocks", "cases_moved", "clocks_moved")}


def end_words(value: str, lang: str) -> str:
    """The end of a clock as stored (day or instant) as pages show it; a dash where there is none."""
    if not value:
        return "—"
    return show_day(value, lang) if len(value) == 10 else show_instant(value, seconds=False)


def state_words(state: str, lang: str) -> str:
    return say(f"clocks.state.{state}", lang) if state and knows(f"clocks.state.{state}") else state


def limit_words(move: Mapping[str, Any], rulebook: Rulebook, lang: str) -> str:
    """The clock's name; in English from the rules in force, in Chinese as it was when the move was counted."""
    if lang == "zh":
        return move["label"]
    regime = rulebook.regimes.get(move["regime"])
    known = next((one for one in regime.limits if one.id == move["limit_id"]), None) if regime else None
    return known.label_en if known else move["label"]


def moves_csv(moves: Iterable[Mapping[str, Any]], rulebook: Rulebook, lang: str) -> bytes:
    """The moves as CSV with a byte-order mark, so that a spreadsheet reads the words; nothing in it is run as a formula."""
    target = io.StringIO()
    sheet = csv.writer(target, lineterminator="\r\n")
    sheet.writerow([say(f"law.column.{name}", lang) for name in _COLUMNS])
    for move in moves:
        sheet.writerow(
            [
                _harmless(value)
                for value in (
                    move["number"],
                    label(lang, "regime", move["regime"]),
                    limit_words(move, rulebook, lang),
                    say("law.ours" if move["ours"] else "law.theirs", lang),
                    str(move["started_on"])[:10],
                    say(f"law.how.{move['how']}", lang),
                    move["due_before"],
                    move["due_after"],
                    state_words(move["state_before"], lang),
                    state_words(move["state_after"], lang),
                )
            ]
        )
    return "\ufeff".encode() + target.getvalue().encode()


def _harmless(value: str) -> str:
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def file_words(text: LawText, lang: str) -> str:
    """What a file of law is about: its regime, or the year of its notice; the bare name when it cannot be read."""
    try:
        table = tomllib.loads(text.content)
    except tomllib.TOMLDecodeError:
        return text.name
    if text.kind == "calendar":
        return say("law.file_notice", lang, year=table.get("year", ""), number=table.get("number", "")).strip()
    return str(table.get("label" if lang == "zh" else "label_en", "")) or text.name
