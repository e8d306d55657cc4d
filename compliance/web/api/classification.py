"""Checklists of grounds by day, the files whose classification waits for a person, and its confirmation."""

from dataclasses import asdict
from datetime import date
from typing import Any

from litestar import Request, get, post

from compliance.casework.as_json import public
from compliance.casework.classification import confirm_classification
from compliance.complaints.checklists import GOVERNED_BY
from compliance.errors import BadInput, NotFound
from compliance.records.classification import classifications_waiting
from compliance.web.page import actor_of, resources_of
from filings.ground_lists import KINDS, GroundList, NoGroundList


@get("/checklists/{kind:str}", opt={"public": True}, operation_id="show_checklist", tags=["law"])
async def show_checklist(request: Request, kind: str) -> dict[str, Any]:
    """The closed list of grounds in force on `on` (YYYY-MM-DD, default today): the step's governing date.

    `kind` is non_acceptance (governed by the day of receipt) or mediation_termination (by the day of acceptance).
    """
    resources = resources_of(request)
    if kind not in KINDS:
        raise NotFound("classification.no_such_checklist", kind=kind[:40], known="、".join(KINDS))
    typed = request.query_params.get("on", "")
    try:
        day = date.fromisoformat(typed) if typed else resources.clock.today()
    except ValueError as refused:
        raise BadInput("classification.day_wrong", day=typed[:20]) from refused
    try:
        found = resources.letters.ground_lists.on(kind, day)
    except NoGroundList as refused:
        raise NotFound("classification.no_list_then", day=day) from refused
    return _as_json(found, day)


@get("/classifications/waiting", opt={"act": "read"}, operation_id="list_waiting_classifications", tags=["complaints"])
async def list_waiting(request: Request) -> list[dict[str, Any]]:
    """Open files whose regimes a person has still to confirm, oldest receipt first."""
    return [
        {
            "number": case.number,
            "title": case.title,
            "regimes": list(case.regimes),
            "suggested": case.classification.get("suggested", []),
            "certainty": case.classification.get("certainty", ""),
            "reasons": case.classification.get("reasons", []),
            "revision": case.revision,
        }
        for case in await classifications_waiting(resources_of(request).database)
    ]


@post(
    "/complaints/{number:str}/classification/confirmation",
    opt={"act": "classify_complaint"},
    operation_id="confirm_classification",
    tags=["complaints"],
    status_code=200,
)
async def confirm(request: Request, number: str) -> dict[str, Any]:
    """Confirm the regimes that stand on a file; refused when none is waiting."""
    return public(await confirm_classification(resources_of(request), actor_of(request), number=number))


def _as_json(found: GroundList, day: date) -> dict[str, Any]:
    label, label_en = KINDS[found.kind]
    return {
        "kind": found.kind,
        "label": label,
        "label_en": label_en,
        "on": day.isoformat(),
        "governed_by": list(GOVERNED_BY[found.kind]),
        "list": found.id,
        "from": found.first_day.isoformat(),
        "until": found.until.isoformat() if found.until else None,
        "citation": {
            "instrument": found.instrument,
            "number": found.number,
            "article": found.article,
            "url": found.url,
            "evidence": found.evidence,
            "checked": found.checked.isoformat(),
        },
        "grounds": [asdict(ground) for ground in found.grounds],
        "factors": asdict(found.factors) if found.factors else None,
        "local": [
            {
                "area": each.area,
                "from": each.first_day.isoformat(),
                "until": each.until.isoformat() if each.until else None,
                "factors": [asdict(factor) for factor in each.factors],
            }
            for each in found.local
        ],
    }
