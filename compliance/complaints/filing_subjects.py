"""What a filing is about (所涉商品、订单): the words by which it is found again in the register, years later."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from compliance.complaints.matters import MATTERS

LONGEST = 2_000
_FACTS = ("goods", "product", "brand", "model", "batch", "order_number", "waybill", "service_number", "message_number")
_ROWS = ("goods_rows", "samples")
_CELLS = ("goods", "name", "brand", "model", "batch", "barcode")
_COLUMNS = ("商品", "产品", "品牌", "型号", "订单", "服务名称", "业务")


class Subject(Protocol):
    """What is asked of a complaint."""

    @property
    def category(self) -> str: ...

    @property
    def extra(self) -> Mapping[str, Any]: ...

    @property
    def classification(self) -> Mapping[str, Any]: ...


def subject_words(case: Subject, facts: Mapping[str, Any]) -> str:
    """Goods, brand, model, batch and order of a letter's facts, then the complaint's own columns and category.

    One line, each said once, at most LONGEST characters. Personal values have no place in it.
    """
    said = [str(facts.get(name) or "") for name in _FACTS]
    for name in _ROWS:
        for row in facts.get(name) or ():
            said += [str(row.get(cell) or "") for cell in _CELLS] if isinstance(row, Mapping) else []
    said += [str(value) for column, value in case.extra.items() if value and any(word in column for word in _COLUMNS)]
    matter = MATTERS.get(str(case.classification.get("matter") or ""))
    said += [case.category, matter.label_zh if matter else ""]
    return " ".join(dict.fromkeys(words for each in said if (words := " ".join(each.split()))))[:LONGEST]
