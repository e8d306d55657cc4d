"""Letters of the house (自备文书): drafted and tried by one person, put into force by another from a day on, ended with a reason.

A text never takes force by lying somewhere: every release is a row, and every step of it an act on record.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from compliance.casework.actor import Actor, Entry, acting, require_right
from compliance.casework.days import require_sound_day
from compliance.casework.letter_trial import passed, tried
from compliance.casework.reasons import require_reason
from compliance.errors import BadInput, NotAllowedNow, NotFound
from compliance.records import letter_releases as records
from compliance.records.attachments import register_file
from compliance.records.letter_releases import MARKDOWN, WORD, LetterRelease
from compliance.resources import Resources
from filings.own_letters import MOST_CHARACTERS, fingerprint_of, id_in
from filings.said import Said

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOST_FORM = 4_000_000
_TITLE = re.compile(r'^title\s*=\s*"([^"\n]{1,120})"\s*$', re.MULTILINE)
_PROPOSE, _CONFIRM = "propose_letter", "confirm_letter"


async def save_letter_draft(
    resources: Resources,
    actor: Actor,
    *,
    source: str,
    release_id: int | None = None,
    form: bytes | None = None,
    origin: str = "",
) -> LetterRelease:
    """Keep a draft of a letter, faults and all; ``form`` is the DOCX that it is filled into, for a Word form.

    A new row without ``release_id``; else the draft of that number, its drafter's own, changes. Raises BadInput for a
    text that names no id, is too long, or whose form is too large.
    """
    await require_right(resources, actor, "save_letter_draft", needs=_PROPOSE)
    source = source.replace("\r\n", "\n").strip("\n") + "\n"
    if len(source) > MOST_CHARACTERS:
        raise BadInput("own_letters.too_long", most=MOST_CHARACTERS, fields={"source": "own_letters.too_long"})
    letter_id = id_in(source)
    if not letter_id:
        raise BadInput("own_letters.no_id", fields={"source": "own_letters.no_id"})
    if form is not None and len(form) > MOST_FORM:
        raise BadInput("own_letters.form_too_large", most=MOST_FORM // 1_000_000)
    sha256 = await asyncio.to_thread(resources.files.put, form) if form is not None else None
    async with acting(resources, actor, "save_letter_draft", needs=_PROPOSE) as entry:
        standing = await _own_draft(resources, actor, release_id) if release_id is not None else None
        sha256 = sha256 or (standing.file_sha256 if standing else None)
        title = _TITLE.search(source)
        values: dict[str, Any] = {
            "letter_id": letter_id,
            "form": WORD if sha256 else MARKDOWN,
            "title": title.group(1) if title else letter_id,
            "source": source,
            "file_sha256": sha256,
            "fingerprint": fingerprint_of(source, sha256 or ""),
            "trial": {},
        }
        if form is not None and sha256:
            await register_file(
                resources.database, sha256=sha256, size=len(form), media_type=DOCX, name=f"{letter_id}.docx",
                at=resources.clock.now(),
            )  # fmt: skip
        if standing is None:
            at = resources.clock.now()
            values |= {
                "reason": origin,
                "state": "draft",
                "drafted_by": actor.user_id,
                "drafted_at": at,
                "decision_reason": "",
            }
            release_id = await records.insert_release(resources.database, values)
        else:
            await _change(resources, standing, values, ("draft",))
        entry.about("letter_release", release_id, case="")
        entry.after = _said(values)
    return await standing_release(resources, int(release_id or 0))


async def try_letter(
    resources: Resources, actor: Actor, *, release_id: int, sets: Iterable[Mapping[str, Any]] = ()
) -> LetterRelease:
    """Render a draft or proposal with its examples, or with facts typed in, and keep what came of it."""
    await require_right(resources, actor, "try_letter", needs=_PROPOSE)
    release = await standing_release(resources, release_id)
    if release.state not in ("draft", "proposed"):
        raise _decided(release)
    found = await tried(resources, release, sets=sets)
    async with acting(resources, actor, "try_letter", needs=_PROPOSE) as entry:
        standing = await _locked(resources, release_id)
        if standing.fingerprint != release.fingerprint:
            raise NotAllowedNow("own_letters.changed_meanwhile")
        await _change(resources, standing, {"trial": found}, ("draft", "proposed"))
        entry.about("letter_release", release_id)
        entry.after = {
            "letter": release.letter_id,
            "outcome": "passed" if passed(found, release.fingerprint) else "failed",
        }
    return await standing_release(resources, release_id)


async def propose_letter(
    resources: Resources, actor: Actor, *, release_id: int, in_force_from: date, reason: str
) -> LetterRelease:
    """Put a draft forward to take force on a day (today or later); its examples must render, in both files alike."""
    await require_right(resources, actor, _PROPOSE)
    require_reason(reason)
    require_sound_day(in_force_from, field="in_force_from")
    if in_force_from < resources.clock.today():
        raise BadInput("own_letters.from_past", fields={"in_force_from": "own_letters.from_past"})
    draft = await standing_release(resources, release_id)
    if draft.state != "draft":
        raise _decided(draft)
    if draft.drafted_by not in (actor.user_id, resources.system_user):
        raise NotAllowedNow("own_letters.not_yours", who=draft.drafter)
    found = await tried(resources, draft)
    if not passed(found, draft.fingerprint):
        async with acting(resources, actor, "try_letter", needs=_PROPOSE) as entry:
            await _change(resources, await _locked(resources, release_id), {"trial": found}, ("draft",))
            entry.about("letter_release", release_id)
            entry.after = {"letter": draft.letter_id, "outcome": "failed"}
        raise BadInput("own_letters.trial_refused", problem=_first_problem(found))
    async with acting(resources, actor, _PROPOSE) as entry:
        standing = await _own_draft(resources, actor, release_id)
        if standing.fingerprint != draft.fingerprint:
            raise NotAllowedNow("own_letters.changed_meanwhile")
        values = {"state": "proposed", "in_force_from": in_force_from, "reason": reason.strip(), "trial": found}
        await _change(resources, standing, values, ("draft",))
        _about(entry, standing, reason)
        entry.after = _said({"letter_id": draft.letter_id, "fingerprint": draft.fingerprint, "form": draft.form})
        entry.after["in_force_from"] = in_force_from.isoformat()
    return await standing_release(resources, release_id)


async def confirm_letter(resources: Resources, actor: Actor, *, release_id: int, reason: str) -> LetterRelease:
    """Put a proposal into force: the second person's act. A day that has passed meanwhile becomes today.

    The release that stood before ends the day before; one that is to follow later bounds this one.
    """
    try:
        async with acting(resources, actor, _CONFIRM) as entry:
            require_reason(reason)
            release = await _locked(resources, release_id)
            if release.state != "proposed":
                raise _decided(release)
            if release.drafted_by == actor.user_id:
                raise NotAllowedNow("own_letters.second_person")
            if not passed(release.trial, release.fingerprint):
                raise NotAllowedNow("own_letters.not_tried")
            first = max(release.in_force_from or resources.clock.today(), resources.clock.today())
            until = await _make_room(resources, release, first)
            values = {"state": "in_force", "in_force_from": first, "in_force_until": until}
            await _change(resources, release, values | _decision(resources, actor, reason), ("proposed",))
            _about(entry, release, reason)
            entry.before = {"drafted_by": release.drafter}
            entry.after = {"letter": release.letter_id, "fingerprint": release.fingerprint}
            entry.after |= {"in_force_from": first.isoformat(), "in_force_until": until.isoformat() if until else ""}
    finally:
        await resources.refresh_letters()
    return await standing_release(resources, release_id)


async def refuse_letter(resources: Resources, actor: Actor, *, release_id: int, reason: str) -> LetterRelease:
    """Turn a proposal down, or, for its drafter, take the draft or proposal back; the reason stays with it."""
    require_reason(reason)
    async with acting(resources, actor, "refuse_letter", needs=_PROPOSE) as entry:
        release = await _locked(resources, release_id)
        own = release.drafted_by in (actor.user_id, resources.system_user)
        if release.state == "draft" and not own:
            raise NotAllowedNow("own_letters.not_yours", who=release.drafter)
        if release.state not in ("draft", "proposed"):
            raise _decided(release)
        state = "withdrawn" if own else "refused"
        values = {"state": state} | _decision(resources, actor, reason)
        await _change(resources, release, values, ("draft", "proposed"))
        _about(entry, release, reason)
        entry.before, entry.after = {"state": release.state}, {"state": state}
    return await standing_release(resources, release_id)


async def end_letter(
    resources: Resources, actor: Actor, *, release_id: int, last_day: date, reason: str
) -> LetterRelease:
    """End a release after a day (today or later); one that has not begun is withdrawn. Issued documents stay as they are."""
    try:
        async with acting(resources, actor, "end_letter", needs=_CONFIRM) as entry:
            require_reason(reason)
            release = await _locked(resources, release_id)
            today = resources.clock.today()
            if release.state != "in_force" or (release.in_force_until is not None and release.in_force_until < today):
                raise _decided(release)
            if last_day < today:
                raise BadInput("own_letters.until_past", fields={"last_day": "own_letters.until_past"})
            begun = release.in_force_from is not None and release.in_force_from <= last_day
            values: dict[str, Any] = {"in_force_until": last_day} if begun else {"state": "withdrawn"}
            await _change(resources, release, values, ("in_force",))
            _about(entry, release, reason)
            entry.before = {"in_force_until": str(release.in_force_until or "")}
            entry.after = {"letter": release.letter_id, "in_force_until": last_day.isoformat() if begun else ""}
    finally:
        await resources.refresh_letters()
    return await standing_release(resources, release_id)


async def standing_release(resources: Resources, release_id: int) -> LetterRelease:
    """The release of that number. Raises NotFound."""
    found = await records.release(resources.database, release_id)
    if found is None:
        raise NotFound("own_letters.not_found", id=release_id)
    return found


async def _make_room(resources: Resources, release: LetterRelease, first: date) -> date | None:
    """End what stands before the new release; the last day that a later one leaves to it, None without such a one."""
    until: date | None = None
    for other in await records.open_releases(resources.database, release.letter_id, from_day=first):
        if other.in_force_from is not None and other.in_force_from > first:
            until = min(until or date.max, other.in_force_from - timedelta(days=1))
        else:
            await _change(resources, other, {"in_force_until": first - timedelta(days=1)}, ("in_force",))
    return until


async def _locked(resources: Resources, release_id: int) -> LetterRelease:
    found = await records.release(resources.database, release_id, for_update=True)
    if found is None:
        raise NotFound("own_letters.not_found", id=release_id)
    return found


async def _own_draft(resources: Resources, actor: Actor, release_id: int | None) -> LetterRelease:
    found = await _locked(resources, int(release_id or 0))
    if found.state != "draft":
        raise _decided(found)
    if found.drafted_by == resources.system_user:
        # Loaded from the command line: it belongs to whoever takes it up first.
        await _change(resources, found, {"drafted_by": actor.user_id}, ("draft",))
    elif found.drafted_by != actor.user_id:
        raise NotAllowedNow("own_letters.not_yours", who=found.drafter)
    return found


async def _change(
    resources: Resources, release: LetterRelease, values: Mapping[str, Any], from_state: tuple[str, ...]
) -> None:
    if not await records.change_release(resources.database, release.id, values, from_state=from_state):
        raise _decided(release)


def _decided(release: LetterRelease) -> NotAllowedNow:
    return NotAllowedNow("own_letters.decided_already", title=release.title)


def _decision(resources: Resources, actor: Actor, reason: str) -> dict[str, Any]:
    return {
        "decided_by": actor.user_id,
        "decided_at": resources.clock.now(),
        "decision_reason": reason.strip(),
    }


def _about(entry: Entry, release: LetterRelease, reason: str) -> None:
    entry.about("letter_release", release.id)
    entry.reason = reason.strip()


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"letter": values["letter_id"], "form": values["form"], "fingerprint": values["fingerprint"]}


def _first_problem(trial: Mapping[str, Any]) -> Said:
    found = next((each for each in (trial, *trial["sets"]) if each["problem"]), trial)
    return Said(found["problem"], found["problem_en"])
