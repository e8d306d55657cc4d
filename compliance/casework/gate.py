"""The gate before issue (签发前检查): what the words of a document still lack, and what a person with the right let pass.

An override stands for one finding in one text: it is kept with the hash of the words, so a changed text needs a new one.
Which findings nobody can lift is decided in ``decisions/``.
"""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from typing import Any

from compliance.casework.actor import Actor, Entry, acting, record_refusal, require_right
from compliance.casework.composition import composed, content_hash, letter_of_draft
from compliance.casework.document_states import standing_document, state_words
from compliance.casework.facts import TO_THE_COMPLAINANT
from compliance.casework.gate_persons import foreign_traces, personal_findings
from compliance.casework.intake import readable_person
from compliance.casework.masking import masked
from compliance.casework.organisation import Organisation, organisation
from compliance.casework.texts import words_of_draft
from compliance.complaints.letter_series import series_for
from compliance.errors import BadInput, Forbidden, NotAllowedNow, NotFound
from compliance.records import complaints, document_texts, documents, due_dates
from compliance.records import issue_overrides as records
from compliance.records.complaints import Complaint
from compliance.records.documents import CaseDocument
from compliance.records.issue_overrides import IssueOverride
from compliance.resources import Resources
from deadlines import Deadline
from filings.gate.check import DueDay, Known, findings_of
from filings.gate.findings import BLOCKS, Finding
from filings.gate.text import told_by
from filings.letters import Letter
from filings.model import Document, document_as_json, document_text
from filings.printable import visible

OPEN = ("draft", "in_review", "approved")
LEAST_REASON = 4
MOST_REASON = 500


@dataclass(frozen=True)
class Judged:
    """One finding and, where somebody let it pass in these very words, who and why."""

    finding: Finding
    override: IssueOverride | None = None

    @property
    def blocks(self) -> bool:
        return self.finding.severity == BLOCKS and self.override is None

    @property
    def can_be_overridden(self) -> bool:
        return self.blocks and not self.finding.lasting


@dataclass(frozen=True)
class Gate:
    """Everything that was found about the words of that hash; ``content_sha256`` is "" while facts are missing."""

    content_sha256: str
    judged: tuple[Judged, ...]

    @property
    def blocking(self) -> tuple[Finding, ...]:
        return tuple(each.finding for each in self.judged if each.blocks)


async def gate_of(resources: Resources, paper: CaseDocument, words: Document | None) -> Gate:
    """Every finding about these words with the state of its override. Reads the complainant's values to compare them.

    Words that are None because they cannot be printed are composed all the same, to say what is in the way.
    """
    words = words or await _words(resources, paper)
    found = await _findings(resources, paper, words)
    if words is None:
        return Gate("", tuple(Judged(each) for each in found))
    digest = content_hash(document_as_json(words))
    given = {
        each.finding: each for each in await records.overrides_of(resources.database, paper.id, content_sha256=digest)
    }
    return Gate(
        digest,
        tuple(
            Judged(each, given.get(each.id) if each.severity == BLOCKS and not each.lasting else None) for each in found
        ),
    )


async def blocking_findings(resources: Resources, paper: CaseDocument, words: Document) -> tuple[Finding, ...]:
    """What still forbids the issue of these very words: findings that block, without those overridden for them."""
    return (await gate_of(resources, paper, words)).blocking


async def override_finding(
    resources: Resources,
    actor: Actor,
    *,
    document_id: int,
    finding_id: str,
    reason: str,
    expected_content_sha256: str | None = None,
) -> Judged:
    """Let one finding pass in the words as they stand (检查事项放行), with a reason. Never in words of one's own.

    Raises BadInput without a reason, NotFound for a finding that is not there, NotAllowedNow for one that cannot be
    lifted, was lifted, or belongs to words that were changed since.
    """
    await require_right(resources, actor, "override_finding")
    await _refuse_own(resources, actor, await standing_document(resources, document_id))
    async with acting(resources, actor, "override_finding") as entry:
        given = _reason(reason)
        paper = await documents.document(resources.database, document_id, for_update=True)
        if paper is None:
            raise NotFound("errors.document_not_found", document=document_id)
        if paper.status not in OPEN:
            raise NotAllowedNow("errors.document_state", title=paper.title, state=state_words(paper.status))
        gate = await gate_of(resources, paper, await _words(resources, paper))
        if expected_content_sha256 is not None and expected_content_sha256 != gate.content_sha256:
            raise NotAllowedNow("errors.content_changed", title=paper.title)
        judged = next((each for each in gate.judged if each.finding.id == finding_id), None)
        if judged is None:
            raise NotFound("gate.no_finding")
        if not judged.can_be_overridden:
            raise NotAllowedNow("gate.already_lifted" if judged.override else "gate.cannot_be_lifted")
        sentence = await masked(resources, paper.case_number, judged.finding.zh)
        entry.about("document", document_id, case=paper.case_number)
        entry.reason = given = await masked(resources, paper.case_number, given)
        entry.after = {"finding": finding_id, "sentence": sentence, "content_sha256": gate.content_sha256}
        await records.insert_override(
            resources.database,
            {
                "document_id": document_id,
                "content_sha256": gate.content_sha256,
                "finding": finding_id,
                "sentence": sentence,
                "reason": given,
                "overridden_by": actor.user_id,
                "overridden_at": resources.clock.now(),
            },
        )
    gate = await gate_of(resources, paper, await _words(resources, paper))
    return next(each for each in gate.judged if each.finding.id == finding_id)


async def gate_of_document(resources: Resources, document_id: int) -> tuple[CaseDocument, Gate]:
    """The document and its gate, whatever state its facts are in. Raises NotFound."""
    paper = await standing_document(resources, document_id)
    return paper, await gate_of(resources, paper, await _words(resources, paper))


async def _words(resources: Resources, paper: CaseDocument) -> Document | None:
    try:
        return await words_of_draft(resources, paper, printable=False)
    except BadInput:
        return None


async def _refuse_own(resources: Resources, actor: Actor, paper: CaseDocument) -> None:
    authors = {paper.drafted_by, paper.submitted_by, *await document_texts.authors_of(resources.database, paper.id)}
    if actor.user_id in authors:
        refusal = Entry("override_finding")
        refusal.about("document", paper.id, case=paper.case_number)
        await record_refusal(resources, actor, refusal, reason="own_draft")
        raise Forbidden("gate.own_words")


def _reason(reason: str) -> str:
    """The reason as given. A single word explains nothing: less than four characters, or Latin letters without a blank."""
    text = visible(reason).strip()
    if len(text) < LEAST_REASON or (text.isascii() and " " not in text):
        raise BadInput("gate.reason_needed", fields={"reason": "gate.reason_needed"})
    if len(text) > MOST_REASON:
        raise BadInput("gate.reason_long", fields={"reason": "gate.reason_long"}, most=MOST_REASON)
    return text


async def _findings(resources: Resources, paper: CaseDocument, words: Document | None) -> tuple[Finding, ...]:
    letter = letter_of_draft(resources, paper)
    case = await complaints.complaint_by_id(resources.database, paper.complaint_id)
    if case is None:
        raise NotFound("errors.complaint_not_found", number=paper.case_number)
    person = (await readable_person(resources, case)).values
    house = await organisation(resources)
    profile = words.profile if words else letter.profile
    series = series_for(house.series, kind=letter.kind, profile=profile)
    known = Known(
        text=await _told(resources, paper, case, person, house),
        addressees=_addressees(letter, case, person),
        series=series.code if series else "",
        due=_due(await due_dates.deadlines_of(resources.database, case.id)),
        side=resources.settings.profile,
    )
    # Long texts take a second or two; other requests are answered meanwhile.
    return await asyncio.to_thread(_judge, resources, paper, letter, words, known, case.kind == "report", person)


def _judge(
    resources: Resources,
    paper: CaseDocument,
    letter: Letter,
    words: Document | None,
    known: Known,
    is_report: bool,
    person: dict[str, Any],
) -> tuple[Finding, ...]:
    original = _original(resources, paper) if words is not None else None
    today = resources.clock.today()
    found = findings_of(letter, paper.facts, words, today=today, known=known, on=paper.step_on, original=original)
    if words is None:
        return found
    said = f"{told_by(paper.facts)}\n{known.text}\n{document_text(original) if original else ''}"
    more = [
        *personal_findings(letter, words, side=known.side, is_report=is_report, person=person),
        *foreign_traces(words, said),
    ]
    names = {each.id for each in found}
    whole = [*found, *(each for each in more if each.id not in names)]
    return tuple(sorted(whole, key=lambda each: each.severity != BLOCKS))


def _original(resources: Resources, paper: CaseDocument) -> Document | None:
    """The words as the facts alone give them; None while they do not."""
    try:
        return composed(resources, paper, printable=False)
    except BadInput:
        return None


async def _told(
    resources: Resources, paper: CaseDocument, case: Complaint, person: dict[str, Any], house: Organisation
) -> str:
    """Everything that the case and the house say, for comparing; never shown."""
    events = await complaints.events_of(resources.database, case.id)
    papers = await documents.documents_of(resources.database, case.id)
    clocks = await due_dates.deadlines_of(resources.database, case.id)
    return told_by(
        {
            "case": {name: value for name, value in asdict(case).items() if name != "classification"},
            "person": person,
            "house": asdict(house),
            "events": [[each.on, each.decided_on, each.due, each.title, each.paper, each.note] for each in events],
            "papers": [[each.title, each.number, each.issued_on, each.step_on] for each in papers if each.number],
            "clocks": [[each.due_on, each.started_on] for each in clocks],
            "today": [resources.clock.today(), paper.step_on, paper.drafter_name],
        }
    )


def _addressees(letter: Letter, case: Complaint, person: dict[str, Any]) -> tuple[str, ...]:
    """The names that the letter may be addressed to, as far as the case knows them."""
    names = {spec.name for spec in letter.facts}
    if letter.addressee in TO_THE_COMPLAINANT:
        name = "" if case.complainant.get("anonymous") else str(person.get("name") or "")
        return (name,) if name else ()
    if case.authority and names & {"authority", "hotline"}:
        return (case.authority,)
    return ()


def _due(clocks: tuple[Deadline, ...]) -> tuple[DueDay, ...]:
    return tuple(
        DueDay(each.label, each.label_en, each.due_on, f"《{each.citation.instrument}》{each.citation.article}")
        for each in clocks
        if each.ours
        and each.kind == "statutory"
        and not each.guidance
        and each.due_on is not None
        and each.met_on is None
        and each.void_on is None
    )
