"""The panel of the document page that lists what the gate found: sentence, cure, and who let it pass."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import Request

from compliance.casework.composition import letter_of_draft
from compliance.casework.gate import OPEN, Gate, Judged, gate_of
from compliance.records.documents import CaseDocument
from compliance.records.issue_overrides import IssueOverride
from compliance.roles import may
from compliance.web.page import actor_of, lang_of, resources_of
from compliance.wording import say
from filings.gate.findings import BLOCKS
from filings.model import Document


@dataclass(frozen=True)
class ShownFinding:
    """One line of the list: `state` is bad (forbids issue), warn or let_pass; `href` leads to where it is cured."""

    id: str
    sentence: str
    state: str
    href: str
    cure: str
    can_be_overridden: bool
    override: IssueOverride | None


@dataclass(frozen=True)
class GatePanel:
    """What was found about the words of that hash; empty lists when all is in order."""

    content_sha256: str
    blocking: tuple[ShownFinding, ...]
    warning: tuple[ShownFinding, ...]
    let_pass: tuple[ShownFinding, ...]

    @property
    def count(self) -> int:
        return len(self.blocking) + len(self.warning)


async def gate_panel(request: Request, paper: CaseDocument, words: Document | None) -> GatePanel | None:
    """Return what stands between the draft and its issue; None for a document that is past it."""
    if paper.status not in OPEN:
        return None
    return shown(request, paper, await gate_of(resources_of(request), paper, words))


def shown(request: Request, paper: CaseDocument, gate: Gate) -> GatePanel:
    """Return the gate as the page lists it, in the language of the request."""
    lines = [_line(request, paper, each) for each in gate.judged]
    return GatePanel(
        content_sha256=gate.content_sha256,
        blocking=tuple(line for line in lines if line.state == "bad"),
        warning=tuple(line for line in lines if line.state == "warn"),
        let_pass=tuple(line for line in lines if line.state == "let_pass"),
    )


def _line(request: Request, paper: CaseDocument, judged: Judged) -> ShownFinding:
    lang, finding = lang_of(request), judged.finding
    state = "let_pass" if judged.override else "bad" if finding.severity == BLOCKS else "warn"
    href, cure = _cure(request, paper, judged)
    return ShownFinding(
        id=finding.id,
        sentence=finding.zh if lang == "zh" else finding.en,
        state=state,
        href=href,
        cure=cure,
        can_be_overridden=judged.can_be_overridden and may(actor_of(request).role, "override_finding"),
        override=judged.override,
    )


def _cure(request: Request, paper: CaseDocument, judged: Judged) -> tuple[str, str]:
    """Where the finding is cured: the field of its fact, its paragraph, or a page of the program."""
    resources, lang, finding = resources_of(request), lang_of(request), judged.finding
    meanings = {spec.name: spec.meaning for spec in letter_of_draft(resources, paper).facts}
    if finding.fact in meanings:
        anchor = f"f-fact_{finding.fact}" if paper.status == "draft" else "facts-title"
        return f"/documents/{paper.id}#{anchor}", say("gate.at_fact", lang, name=meanings[finding.fact])
    if finding.place is not None:
        view = "" if paper.status == "draft" else "?view=read"
        return f"/documents/{paper.id}/text{view}#p-{finding.place}", say("gate.at_place", lang, n=finding.place + 1)
    if finding.page:
        return finding.page, say("gate.at_settings", lang)
    return f"/documents/{paper.id}/text", say("gate.at_text", lang)
