"""What a case page says of changed law and of receipts that wait, and where another day of receipt is entered."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request

from compliance.complaints.transitions import TRANSITIONS, is_receipt
from compliance.records.complaints import Complaint
from compliance.records.law_moves import moves_of_case
from compliance.records.receipts import proposals_of
from compliance.web import law_view
from compliance.web.page import lang_of, resources_of

RECEIPTS = tuple(kind for kind in TRANSITIONS if is_receipt(kind))


def receipt_address(number: str, *, corrects: int | None, kind: str = "", on: str = "", reason: str = "") -> str:
    """Where another day of receipt is entered; what was typed elsewhere goes along."""
    asked = {"corrects": str(corrects or ""), "kind": kind, "on": on, "reason": reason[:500]}
    return f"/complaints/{number}/receipt?{urlencode({name: value for name, value in asked.items() if value})}"


async def law_and_receipts(request: Request, case: Complaint) -> dict[str, Any]:
    """What the case page says of changed law and of receipts that wait: both read from what was recorded."""
    resources, lang = resources_of(request), lang_of(request)
    found = await proposals_of(resources.database, case.id)
    return {
        "receipts_waiting": [each for each in found if each.state == "proposed"],
        "law_moves": list(reversed(await moves_of_case(resources.database, case.id))),
        "end_words": lambda value: law_view.end_words(value, lang),
        "move_name": lambda move: law_view.limit_words(
            {"regime": move.regime, "limit_id": move.limit, "label": move.label}, resources.rulebook, lang
        ),
        "receipt_kinds": RECEIPTS,
    }
