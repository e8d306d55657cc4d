"""What the rulebook covers (收录范围): by instrument its articles, limits, evidence and rows; then what never counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from deadlines.articles import article_order
from deadlines.model import Citation, Limit, LimitVersion, SecondText, Span
from deadlines.plain_sentences import spans_of
from deadlines.rule_versions import EVIDENCE, WHY_UNCOUNTED, UncountedRow
from deadlines.rulebook import Rulebook

EVIDENCE_WORDS = {
    "text_seen": ("已核对条文文本", "wording seen"),
    "quoted": ("依引文", "as quoted"),
    "inferred": ("依条文推定", "inferred from the text"),
    "secondary": ("二手来源，请核对原文", "secondary source, confirm"),
    "unverified": ("未经核实", "unverified"),
}


@dataclass(frozen=True, slots=True)
class Covered:
    """One limit as one instrument sets it for governing dates from `valid_from` to `valid_until`.

    `beside` is true for a text that binds at the same time as the one that the limit is listed under.
    """

    limit: Limit
    cite: Citation
    valid_from: date
    valid_until: date | None
    spans: tuple[Span, ...]
    row: str
    version: LimitVersion
    beside: bool = False

    def in_force_on(self, day: date) -> bool:
        """Whether a step of that day is governed by it."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


@dataclass(frozen=True, slots=True)
class Instrument:
    """One text with everything that it sets, in the order of its articles."""

    name: str
    number: str
    in_force_from: date | None
    in_force_until: date | None
    url: str
    entries: tuple[Covered, ...]

    @property
    def limits(self) -> int:
        """How many limits rest on it."""
        return len({(entry.limit.regime, entry.limit.id) for entry in self.entries})


@dataclass(frozen=True, slots=True)
class Coverage:
    """The whole rulebook at a glance: counts, instruments in the order of the rule files, rows that never count."""

    regimes: int
    limits: int
    versions: int
    by_evidence: dict[str, int]
    instruments: tuple[Instrument, ...]
    uncounted: tuple[tuple[str, UncountedRow], ...]


def coverage(rulebook: Rulebook) -> Coverage:
    """What a rulebook covers; evidence is counted by version."""
    versions = [version for limit in rulebook.limits for version in limit.versions]
    seen = Counter(version.cite.evidence for version in versions)
    return Coverage(
        regimes=len(rulebook.regimes),
        limits=len(rulebook.limits),
        versions=len(versions),
        by_evidence={name: seen[name] for name in EVIDENCE if seen[name]},
        instruments=instruments_of(covered(rulebook.limits)),
        uncounted=tuple((regime.id, row) for regime in rulebook.regimes.values() for row in regime.uncounted),
    )


def covered(limits: Iterable[Limit]) -> Iterator[Covered]:
    """Every version of the limits, and every text beside it, as one entry of its instrument."""
    for limit in limits:
        for version in limit.versions:
            yield Covered(
                limit=limit,
                cite=version.cite,
                valid_from=version.valid_from,
                valid_until=version.valid_until,
                spans=spans_of(version),
                row=version.row or limit.row,
                version=version,
            )
            yield from (_beside(limit, version, text) for text in version.second_texts)


def _beside(limit: Limit, version: LimitVersion, text: SecondText) -> Covered:
    ends = [day for day in (text.valid_until, version.valid_until) if day is not None]
    return Covered(
        limit=limit,
        cite=text.cite,
        valid_from=max(text.valid_from, version.valid_from),
        valid_until=min(ends, default=None),
        spans=(text.span,),
        row=version.row or limit.row,
        version=version,
        beside=True,
    )


def instruments_of(entries: Iterable[Covered]) -> tuple[Instrument, ...]:
    """The entries by instrument and number, instruments in the order in which they first occur."""
    grouped: dict[tuple[str, str], list[Covered]] = {}
    for entry in entries:
        grouped.setdefault((entry.cite.instrument, entry.cite.number), []).append(entry)
    return tuple(_instrument(name, number, found) for (name, number), found in grouped.items())


def _instrument(name: str, number: str, entries: list[Covered]) -> Instrument:
    since = [entry.cite.in_force_from for entry in entries if entry.cite.in_force_from]
    until = [entry.cite.in_force_until for entry in entries if entry.cite.in_force_until]
    return Instrument(
        name=name,
        number=number,
        in_force_from=min(since, default=None),
        in_force_until=max(until, default=None),
        url=next((entry.cite.url for entry in entries if entry.cite.url), ""),
        entries=tuple(sorted(entries, key=lambda entry: (article_order(entry.cite.article), entry.valid_from))),
    )


def as_markdown(found: Coverage, fingerprint: str) -> str:
    """The page docs/law-coverage.md; `fingerprint` names the exact rule files."""
    evidence = "；".join(f"{EVIDENCE_WORDS[name][0]} {count}" for name, count in found.by_evidence.items())
    evidence_en = ", ".join(f"{count} {EVIDENCE_WORDS[name][1]}" for name, count in found.by_evidence.items())
    lines = [
        "# 法规收录范围 Law coverage",
        "",
        "本页由规则数据生成（`make law-coverage`），请勿手工修改。Generated from the rule data; do not edit by hand.",
        "",
        f"{found.regimes} 个程序，{found.limits} 项期限，{found.versions} 个版本，{len(found.instruments)} 件依据，"
        f"{len(found.uncounted)} 条不计时的规定。按版本计的核对程度：{evidence}。",
        "",
        f"{found.regimes} regimes, {found.limits} limits in {found.versions} versions, {len(found.instruments)} instruments, "
        f"{len(found.uncounted)} rows that never count. Evidence by version: {evidence_en}.",
        "",
        f"规则库 Rulebook `{fingerprint}`",
        "",
        "## 依据一览 Instruments",
        "",
        "| 依据 Instrument | 文号 Number | 施行 In force from | 失效 Until | 期限 Limits |",
        "|---|---|---|---|---|",
        *(
            f"| {_cell(one.name)} | {_cell(one.number)} | {one.in_force_from or ''} | {one.in_force_until or ''} | {one.limits} |"
            for one in found.instruments
        ),
        "",
        "## 逐件 By instrument",
        "",
    ]
    for one in found.instruments:
        lines += _table(one)
    lines += _uncounted(found)
    return "\n".join(lines) + "\n"


def _table(one: Instrument) -> list[str]:
    number = f"（{one.number}）" if one.number else ""
    return [
        f"### {one.name}{number}",
        "",
        "| 条款 Article | 期限 Limit | 名称 What | 长度 Length | 适用日期 Governing dates | 核对 Evidence | 行 Row |",
        "|---|---|---|---|---|---|---|",
        *(_line(entry) for entry in one.entries),
        "",
    ]


def _line(entry: Covered) -> str:
    spans = "、".join(span.zh for span in entry.spans)
    dates = f"{entry.valid_from} – {entry.valid_until or ''}".rstrip(" –") + ("" if entry.valid_until else " 起")
    what = f"{entry.limit.label}（并行 beside）" if entry.beside else entry.limit.label
    evidence = EVIDENCE_WORDS[entry.cite.evidence][0]
    cells = (
        entry.cite.article,
        f"`{entry.limit.regime}.{entry.limit.id}`",
        f"{what} / {entry.limit.label_en}",
        spans,
        dates,
        evidence,
        entry.row,
    )
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _uncounted(found: Coverage) -> list[str]:
    head = ["## 不计时的规定 Rows that never count", ""]
    if not found.uncounted:
        return [*head, "无 none"]
    rows = [
        "| "
        + " | ".join(
            _cell(cell)
            for cell in (
                row.row,
                f"`{regime}`",
                f"{row.instrument}{f'（{row.number}）' if row.number else ''}{row.article}",
                f"{row.text.zh} / {row.text.en}",
                " / ".join(WHY_UNCOUNTED[row.reason]),
                EVIDENCE_WORDS[row.evidence][0],
            )
        )
        + " |"
        for regime, row in found.uncounted
    ]
    return [
        *head,
        "| 行 Row | 程序 Regime | 依据 Instrument | 说明 Note | 原因 Reason | 核对 Evidence |",
        "|---|---|---|---|---|---|",
        *rows,
    ]


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
