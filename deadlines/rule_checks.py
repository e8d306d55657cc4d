"""What is questionable in a rulebook that loads (规则检查): weak evidence, missing addresses, rows without a source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deadlines.calendar import WorkingCalendar
from deadlines.house_checks import house_limits_too_long
from deadlines.model import Citation, Limit
from deadlines.rulebook import Rulebook

LEVELS = ("error", "warning", "note")


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: `level` is error, warning or note; `message` says what to do, in Chinese and in English."""

    level: str
    file: str
    limit: str
    key: str
    message: str
    message_en: str


def check_rulebook(rulebook: Rulebook, calendar: WorkingCalendar | None = None) -> list[Finding]:
    """Findings on a rulebook that passed loading, errors first; an empty list means that nothing is questionable.

    With a calendar, house limits are also compared with the statutory ones above them.
    """
    found = [finding for limit in rulebook.limits for finding in _check(limit)]
    if calendar is not None:
        found.extend(
            _finding(
                limit,
                "error",
                "span",
                f"内部时限长于其上的法定期限 {limit.under}（{span}）：自 {start} 起算时更晚届满，请缩短",
                f"longer than {limit.under} above it when started on {start}; shorten it",
            )
            for limit, span, start in house_limits_too_long(rulebook, calendar)
        )
    return sorted(found, key=lambda finding: LEVELS.index(finding.level))


def _check(limit: Limit) -> Iterator[Finding]:
    if limit.starts & limit.met_by and not limit.recurring:
        yield _finding(
            limit, "error", "met_by", "同一事件既起算又完成，请改正", "one event both starts and meets the limit"
        )
    for index, version in enumerate(limit.versions):
        key = f"version[{index}].cite"
        yield from _check_cite(limit, key, version.cite)
        for place, text in enumerate(version.second_texts):
            yield from _check_cite(limit, f"version[{index}].also[{place}].cite", text.cite)
        if not (version.row or limit.row):
            yield _finding(limit, "warning", "row", "没有写明出处编号，请补上", "no row of the law table is named")


def _check_cite(limit: Limit, key: str, cite: Citation) -> Iterator[Finding]:
    if cite.evidence == "unverified":
        yield _finding(limit, "warning", key, "依据未经核实，不会计时", "unverified: never counted")
    elif cite.evidence == "secondary":
        yield _finding(
            limit, "warning", key, "依据仅见于二手来源，请核对原文", "secondary source only: confirm the text"
        )
    elif cite.evidence == "inferred":
        yield _finding(limit, "note", key, "依据系推定，请核对", "inferred: confirm")
    if limit.kind == "statutory" and not (cite.url or cite.source):
        yield _finding(
            limit, "note", f"{key}.url", "没有官方网址，也没有来源名称，请补上", "neither an address nor a source"
        )


def _finding(limit: Limit, level: str, key: str, zh: str, en: str) -> Finding:
    return Finding(level, f"{limit.regime}.toml", limit.id, key, zh, en)
