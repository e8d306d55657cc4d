"""Readings of the law on the certificate (期限说明·不同读法): each end with what it rests on, the one adopted first.

Where the sources leave the last day open, both readings stand on the paper with the articles whose words differ:
法定节假日 (令121号第四十五条, 程序规定第八十条) and 法定休假日 (民法典第二百零三条). See `deadlines.counting`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from filings.certificate.words import cited, day_of, end_of, span_words, written
from filings.model import Table

_ORDER_121_FROM = date(2026, 4, 15)
_ORDER_121 = "《市场监督管理投诉举报处理办法》（国家市场监督管理总局令第121号）第四十五条"
_HOLIDAYS = "holidays"
_CIVIL_CODE = "《中华人民共和国民法典》第二百零三条（“法定休假日”）"
_CIVIL_CODE_HOURS = "《中华人民共和国民法典》第二百零一条第二款"
_PROCEDURE = "《市场监督管理行政处罚程序规定》第八十条"
_NO_TEXT = "没有条文规定自何侧起算"

# What the engine says of another reading → its basis, the words of the reading adopted beside it, and that one's basis.
_OPEN_QUESTIONS = {
    "按民法典第二百零三条，届满日为法定休假日的，顺延至假后第一个工作日": (
        _CIVIL_CODE,
        "周末与调休放假日不属于“法定节假日”，届满日不顺延",
        _HOLIDAYS,
    ),
    "周末与调休放假日不属于“法定节假日”，届满日不顺延": (
        _HOLIDAYS,
        "届满日为法定休假日的，顺延至假后第一个工作日",
        _CIVIL_CODE,
    ),
    "调休形成的整个假期均视为法定节假日，届满日顺延至假期后第一个工作日": (
        _HOLIDAYS,
        "只有放假办法规定的节日当天属于“法定节假日”，届满日顺延至节日后第一日",
        _HOLIDAYS,
    ),
    "只有放假办法规定的节日当天属于“法定节假日”，届满日顺延至节日后第一日": (
        _HOLIDAYS,
        "调休形成的整个假期均视为法定节假日，届满日顺延至假期后第一个工作日",
        _HOLIDAYS,
    ),
    "提前的期间自指定日的前一日倒推，届满当日作出也算按时": (
        _NO_TEXT,
        "提前的期间须完整处于作出之日与指定日之间，两端当日均不计入",
        _NO_TEXT,
    ),
    "按《市场监督管理行政处罚程序规定》第八十条，开始的时不计算在内": (
        _PROCEDURE,
        "自起算时刻起连续计算",
        _CIVIL_CODE_HOURS,
    ),
}


def readings_table(deadline: Mapping[str, Any]) -> Iterator[Table]:
    """Give the table of readings, nothing when the law leaves only one."""
    others = [one for one in deadline.get("alternatives") or () if isinstance(one, Mapping)]
    if not others:
        return
    rows = [_adopted(deadline, others[0]), *(_other(deadline, one) for one in others)]
    yield Table((26, 38, 36), ("届满日", "读法", "依据"), tuple(rows), "不同读法（规定未明确或者两项规定并行的）")


def _adopted(deadline: Mapping[str, Any], first: Mapping[str, Any]) -> tuple[str, str, str]:
    """The reading that the certificate follows; the first alternative is its own counterpart when it cites no text."""
    end = f"{_end(deadline)}\n本说明采用"
    question = None if first.get("citation") else _OPEN_QUESTIONS.get(str(first.get("reading")))
    if question is None:
        own, span = cited(deadline["citation"]), span_words(str(deadline.get("span") or ""))
        anew = f"补充了新的事实，自{written(deadline['started_on'])}重新计算：{span}"
        return end, anew if deadline.get("restarted_from") else f"{own}：{span}", own
    return end, question[1], _basis(question[2], deadline)


def _other(deadline: Mapping[str, Any], one: Mapping[str, Any]) -> tuple[str, str, str]:
    reading = str(one.get("reading") or one.get("why") or "")
    question = _OPEN_QUESTIONS.get(reading)
    return _end(one), reading, cited(one.get("citation")) or (_basis(question[0], deadline) if question else "")


def _end(one: Mapping[str, Any]) -> str:
    return end_of(one).replace("）", "）\n", 1) if one.get("due_at") else end_of(one)


def _basis(name: str, deadline: Mapping[str, Any]) -> str:
    """Give the articles that say 法定节假日; outside their own field they are only compared (比照)."""
    if name != _HOLIDAYS:
        return name
    regime, since = str(deadline.get("regime") or ""), day_of(deadline["started_on"])
    if regime.startswith("samr_") and since is not None and since >= _ORDER_121_FROM:
        return f"{_ORDER_121}、{_PROCEDURE}（“法定节假日”）"
    return f"{'' if regime == 'penalty_procedure' else '比照'}{_PROCEDURE}（“法定节假日”）"
