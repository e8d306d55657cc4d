"""办理经过 chronology: all that happened in a case, in the order of its days, with who put it on record and when."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from compliance.casework.case_file import CaseFile
from compliance.complaints.labels import label
from compliance.records.complaints import RecordedEvent
from compliance.records.documents import CaseDocument
from compliance.wording import LANGUAGES, say
from deadlines.counting import parse_span
from deadlines.model import SHANGHAI

_STEPS = {
    *("assign_complaint", "set_tier", "classify_complaint", "edit_complaint"),
    *("draft_letter", "submit_draft", "return_draft", "approve_document", "withdraw_document", "issue_document"),
    "correct_document",
}
"""Acts that leave no row of their own to tell of them; their audit entries say who did them and when."""
_CHANGES = {"assign_complaint": "handler", "set_tier": "tier"}


@dataclass(frozen=True)
class Happening:
    """One line: the day in law with its time where known, what, in which words, and who recorded it when.

    ``place`` is its number in the chronology, ``key`` what other lines and the files name it by.
    """

    key: tuple[str, int]
    sort: str
    on: date
    time: str
    what: Mapping[str, str]
    text: str
    who: str
    recorded_at: datetime | None
    remark: str = ""
    evidence: str | None = None
    place: int = 0


def chronology(file: CaseFile) -> tuple[Happening, ...]:
    """Every event with its corrections, remark, step of a document, filing, receipt and moved clock, oldest first."""
    found = [*_events(file), *_remarks(file), *_steps(file), *_filings(file), *_proposals(file), *_moves(file)]
    found.sort(key=lambda each: (each.on, each.time or "99", each.recorded_at or file.at, each.key))
    placed = [replace(each, place=place) for place, each in enumerate(found, start=1)]
    return tuple(_cross_referred(file, placed))


def _events(file: CaseFile) -> Iterator[Happening]:
    for event in file.events:
        yield Happening(
            key=("event", event.id),
            sort="event",
            on=event.on,
            time=_time(event.at),
            what=_both("event", event.kind),
            text=file.said(_event_words(event)),
            who=event.recorded_by,
            recorded_at=event.recorded_at,
            evidence=event.evidence,
        )


def _event_words(event: RecordedEvent) -> str:
    parts = [
        " ".join(part for part in (event.title, event.paper) if part),
        say("bundle.decided", "zh", day=event.decided_on) if event.decided_on else "",
        say("bundle.due_set", "zh", day=event.due) if event.due else "",
        say("bundle.ground", "zh", ground=label("zh", "ground", event.ground)) if event.ground else "",
        say("bundle.extended_by", "zh", span=_span(event.by)) if event.by else "",
        event.note,
        say("bundle.reason", "zh", reason=event.reason) if event.reason else "",
    ]
    return "\n".join(part for part in parts if part)


def _remarks(file: CaseFile) -> Iterator[Happening]:
    for remark in file.remarks:
        what = {language: say("bundle.sort.remark", language) for language in LANGUAGES}
        text = file.said(remark.text)
        yield _recorded(("remark", remark.object_id), "remark", remark.at, what, text, remark.who)


def _steps(file: CaseFile) -> Iterator[Happening]:
    papers = {str(paper.id): paper for paper in file.papers}
    for entry in file.entries:
        if entry["outcome"] != "done" or entry["action"] not in _STEPS:
            continue
        paper = papers.get(entry["object_id"]) if entry["object_kind"] == "document" else None
        reason = say("bundle.reason", "zh", reason=entry["reason"]) if entry["reason"] else ""
        change = _change(entry)
        issues = entry["action"] == "issue_document"
        words = [_paper_words(paper, numbered=issues) if paper else "", change, reason]
        yield _recorded(
            ("entry", entry["sequence"]),
            "document" if paper else "case",
            datetime.fromisoformat(entry["at"]),
            _both("audit_action", entry["action"]),
            file.said("\n".join(word for word in words if word)),
            entry["actor_name"],
        )


def _change(entry: Mapping[str, Any]) -> str:
    """What an assignment or a tier became; the other acts change more than a line can say."""
    name = _CHANGES.get(entry["action"])
    if name is None:
        return ""
    value = _loaded(entry["after"]).get(name, "")
    return label("zh", name, value) if value else say("bundle.none", "zh")


def _filings(file: CaseFile) -> Iterator[Happening]:
    receipts = {
        entry["object_id"]: entry
        for entry in file.entries
        if entry["action"] == "record_receipt" and entry["outcome"] == "done"
    }
    for filing in file.filings:
        paper = " ".join(part for part in (filing.document_title, filing.document_number) if part)
        parts = [
            say("bundle.filed_to", "zh", to=filing.addressee, how=label("zh", "filing_channel", filing.channel)),
            paper,
            say("bundle.tracking", "zh", tracking=filing.tracking) if filing.tracking else "",
            filing.note,
        ]
        yield Happening(
            key=("filing", filing.id),
            sort="filing",
            on=filing.filed_on,
            time=_time(filing.filed_at),
            what=_both("audit_action", "file_document"),
            text=file.said("\n".join(part for part in parts if part)),
            who=filing.filer_name,
            recorded_at=filing.recorded_at,
        )
        if filing.receipt_on is not None:
            entry = receipts.get(str(filing.id))
            yield Happening(
                key=("receipt", filing.id),
                sort="receipt",
                on=filing.receipt_on,
                time="",
                what=_both("audit_action", "record_receipt"),
                text=file.said("\n".join(part for part in (filing.addressee, paper, filing.receipt_note) if part)),
                who=entry["actor_name"] if entry else "",
                recorded_at=datetime.fromisoformat(entry["at"]) if entry else None,
                evidence=filing.receipt_sha256,
            )


def _proposals(file: CaseFile) -> Iterator[Happening]:
    for proposal in file.proposals:
        moves = "\n".join(f"{move['label']}：{move['before']} → {move['after']}" for move in proposal.moves)
        reason = say("bundle.reason", "zh", reason=proposal.reason)
        yield replace(
            _recorded(
                ("proposal", proposal.id),
                "receipt_day",
                proposal.proposed_at,
                _both("audit_action", "propose_receipt"),
                file.said("\n".join(part for part in (reason, moves) if part)),
                proposal.proposer,
            ),
            evidence=proposal.evidence,
        )
        if proposal.decided_at is not None:
            yield _recorded(
                ("decision", proposal.id),
                "receipt_day",
                proposal.decided_at,
                _both("audit_action", "confirm_receipt" if proposal.state == "recorded" else "refuse_receipt"),
                file.said(say("bundle.reason", "zh", reason=proposal.decision_reason or "—")),
                proposal.decider,
            )


def _moves(file: CaseFile) -> Iterator[Happening]:
    for place, move in enumerate(file.moves):
        text = say("bundle.moved", "zh", label=move.label, before=move.due_before, after=move.due_after)
        what = {language: say("bundle.sort.law", language) for language in LANGUAGES}
        words = f"{move.title}\n{text}"
        yield _recorded(
            ("law", move.change_id * 1000 + place),
            "law",
            move.decided_at,
            what,
            words,
            f"{move.proposer}、{move.decider}",
        )


def _recorded(key: tuple[str, int], sort: str, at: datetime, what: Mapping[str, str], text: str, who: str) -> Happening:
    """Something of which the day in law is the day of its record."""
    here = at.astimezone(SHANGHAI)
    return Happening(
        key=key, sort=sort, on=here.date(), time=f"{here:%H:%M}", what=what, text=text, who=who, recorded_at=at
    )


def _cross_referred(file: CaseFile, placed: list[Happening]) -> Iterator[Happening]:
    """The lines with what corrects what; a corrected one stays where it was."""
    place = {each.key: each.place for each in placed}
    corrects = {("event", event.id): event.supersedes for event in file.events if event.supersedes is not None}
    corrected_by = {("event", target): place[key] for key, target in corrects.items()}
    for each in placed:
        words = []
        if each.key in corrects:
            words.append(say("bundle.corrects", "zh", place=place.get(("event", corrects[each.key]), "?")))
        if each.key in corrected_by:
            words.append(say("bundle.corrected_by", "zh", place=corrected_by[each.key]))
        yield replace(each, remark="；".join(words))


def _paper_words(paper: CaseDocument, *, numbered: bool) -> str:
    """The paper as it was called at that step: it had no number before it was issued."""
    return " ".join(part for part in (f"《{paper.title}》", paper.number if numbered else "") if part)


def _both(group: str, key: str) -> dict[str, str]:
    return {language: label(language, group, key) for language in LANGUAGES}


def _span(by: str) -> str:
    span = parse_span(by)
    return span.zh if span is not None else by


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(SHANGHAI):%H:%M}" if at else ""


def _loaded(text: str) -> dict[str, Any]:
    value = json.loads(text) if text else {}
    return value if isinstance(value, dict) else {}
