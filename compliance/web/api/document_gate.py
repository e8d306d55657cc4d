"""The gate before issue: what was found about a document, and letting one finding pass."""

from typing import Annotated, Any

import msgspec
from litestar import Request, get, post

from compliance.casework.gate import Judged, gate_of_document, override_finding
from compliance.web.api.inputs import Input, Long, Short
from compliance.web.page import actor_of, resources_of

TAG: dict[str, Any] = {"tags": ["documents"]}


class OverrideIn(Input):
    """Which finding of which words passes, and why; the hash is the one that `GET …/gate` gave."""

    finding: Short
    reason: Long
    expected_content_sha256: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{64})?$")]


@get("/documents/{document_id:int}/gate", opt={"act": "read"}, operation_id="show_gate", **TAG)
async def show_gate(request: Request, document_id: int) -> dict[str, Any]:
    """Everything that was found about the document; `issuable` tells whether nothing forbids its issue."""
    paper, gate = await gate_of_document(resources_of(request), document_id)
    return {
        "document": paper.id,
        "status": paper.status,
        "content_sha256": gate.content_sha256,
        "issuable": bool(gate.content_sha256) and not gate.blocking,
        "findings": [_as_json(each) for each in gate.judged],
    }


@post(
    "/documents/{document_id:int}/gate/overrides",
    opt={"act": "override_finding"},
    operation_id="override_finding",
    **TAG,
)
async def override(request: Request, document_id: int, data: OverrideIn) -> dict[str, Any]:
    """Let one finding pass in these very words; a changed text needs a new override."""
    judged = await override_finding(
        resources_of(request),
        actor_of(request),
        document_id=document_id,
        finding_id=data.finding,
        reason=data.reason,
        expected_content_sha256=data.expected_content_sha256,
    )
    return _as_json(judged)


def _as_json(judged: Judged) -> dict[str, Any]:
    finding, override = judged.finding, judged.override
    return {
        "id": finding.id,
        "rule": finding.rule,
        "severity": finding.severity,
        "sentence": finding.zh,
        "sentence_en": finding.en,
        "fact": finding.fact or None,
        "place": finding.place,
        "page": finding.page or None,
        "basis": finding.basis or None,
        "blocks": judged.blocks,
        "can_be_overridden": judged.can_be_overridden,
        "override": {
            "by": override.overrider_name,
            "at": override.overridden_at.isoformat(),
            "reason": override.reason,
        }
        if override
        else None,
    }
