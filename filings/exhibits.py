"""Exhibits (证据材料) and the evidence list (证据目录) that a letter carries as its annex."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from filings.said import Refusal

# 民事诉讼法第六十六条 / 行政诉讼法第三十三条: the kinds of evidence, as evidence lists name them.
EVIDENCE_KINDS = ("书证", "物证", "视听资料", "电子数据", "证人证言", "当事人陈述", "鉴定意见", "勘验笔录", "现场笔录")


@dataclass(frozen=True)
class Exhibit:
    """One piece of evidence: its name, kind (证据种类), what it proves, pages, and the SHA-256 of its file ("" = paper)."""

    name: str
    proves: str
    kind: str = ""
    pages: int | None = None
    sha256: str = ""


def evidence_rows(exhibits: Iterable[Exhibit]) -> list[dict[str, Any]]:
    """Give exhibits as the `evidence` fact of a letter; they are numbered in this order as 证据1, 证据2 …"""
    rows = []
    for exhibit in exhibits:
        row: dict[str, Any] = {"name": exhibit.name, "proves": exhibit.proves}
        if exhibit.kind:
            row["kind"] = exhibit.kind
        if exhibit.pages is not None:
            row["pages"] = exhibit.pages
        rows.append(row)
    return rows


def exhibit_label(place: int) -> str:
    """Give how the text cites the exhibit at this place (from 1), e.g. 证据3. Raises Refusal below 1."""
    if place < 1:
        raise Refusal(f"证据序号 {place} 无效，须从 1 起。", f"There is no exhibit {place}; they are counted from 1.")
    return f"证据{place}"


def exhibit_problems(exhibits: Iterable[Exhibit]) -> list[str]:
    """Give what is wrong with an evidence list, one Chinese sentence each; empty when it can be filed."""
    problems: list[str] = []
    seen: dict[str, int] = {}
    for place, exhibit in enumerate(exhibits, start=1):
        label = exhibit_label(place)
        if not exhibit.name.strip() or not exhibit.proves.strip():
            problems.append(f"{label}缺少名称或者证明目的，请补齐。")
        if exhibit.kind and exhibit.kind not in EVIDENCE_KINDS:
            problems.append(
                f"{label}的证据种类“{exhibit.kind[:20]}”不在法定种类之内，可选：{'、'.join(EVIDENCE_KINDS)}。"
            )
        if exhibit.pages is not None and exhibit.pages < 1:
            problems.append(f"{label}的页数须至少为 1。")
        if exhibit.sha256 and exhibit.sha256 in seen:
            problems.append(f"{label}与{exhibit_label(seen[exhibit.sha256])}是同一份文件，请删去其一。")
        elif exhibit.sha256:
            seen[exhibit.sha256] = place
    return problems
