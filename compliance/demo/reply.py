"""What the demo's reply says; everything in it is invented."""

from __future__ import annotations

from datetime import date
from typing import Any


def reply_facts(letter_id: str, today: date, known: dict[str, Any]) -> dict[str, Any]:
    if letter_id == "acceptance_decision":
        return {"contact_person": "示例经办", "contact_phone": "020-00000000"}
    return {
        "basic_facts": "投诉人在我公司门店购买电饭煲一台，成交价399元，使用一周后不能加热，已将商品送回门店。",
        "findings": "我公司收到来文后调取了订单和售后记录（证据1），并请售后技术人员当面检验（证据2）。\n"
        "经核实，电源板焊接存在缺陷，不属于人为损坏，投诉人反映的情况属实。",
        "responses": [
            {"request": request, "opinion": "同意", "plan": "已于答复前与投诉人确认，款项原路退还。"}
            for request in known.get("requests", ["退货"])
        ],
        "rectification": "已对同批次商品停止销售并复检，售后口径已更正，相关门店完成培训。",
        "evidence": [
            {"name": "订单及售后记录", "kind": "电子数据", "proves": "交易时间、商品、金额与送修经过", "pages": 2},
            {"name": "检验记录", "kind": "书证", "proves": "电源板焊接缺陷", "pages": 1},
        ],
    }
