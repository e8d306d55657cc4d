"""导入的等候室: uploads from the dry run to the end of the import, worked on in the background of this process.

Nothing here is kept: a row that was stored is stored, the mark of the start is in the database, and the same file may
be imported again at any time.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
import traceback
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from compliance.casework.actor import Actor
from compliance.casework.importing import ImportReport, note_import_started
from compliance.errors import ComplianceError
from compliance.importers.taking_in import import_export
from compliance.resources import Resources
from compliance.wording import LANGUAGES, say

KEPT = timedelta(minutes=30)
MOST_KEPT = 8
AT_ONCE = 2
"""Dry runs, and imports, that are worked on at the same time; reading takes memory and a core."""
BUSY = ("checking", "importing")
log = structlog.get_logger("anqi.import")


@dataclass
class Upload:
    """One uploaded file on its way: checking → checked → importing → done; or refused (at the dry run), or broken.

    ``report`` fills while rows are worked on; ``done`` of ``total`` rows are behind it.
    """

    key: str
    actor: Actor
    content: bytes
    sha256: str
    filename: str
    source: str
    at: datetime
    state: str = "checking"
    report: ImportReport | None = None
    done: int = 0
    total: int = 0
    mark: int = 0
    sentence: dict[str, str] = field(default_factory=dict)
    """Language → why it was refused or broke off."""
    task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        return self.state in BUSY

    def is_old(self, now: datetime) -> bool:
        return not self.busy and now - self.at > KEPT

    @property
    def figures(self) -> dict[str, int]:
        """Rows created, updated, unchanged and wrong so far."""
        report = self.report
        if report is None:
            return {"created": 0, "updated": 0, "unchanged": 0, "errors": 0}
        return {
            "created": report.created,
            "updated": report.updated,
            "unchanged": report.unchanged,
            "errors": len(report.errors),
        }

    def started(self, report: ImportReport) -> None:
        """Called with the report before its first row: rows that could not be read are behind us already."""
        self.report, self.total = report, report.rows
        self.done = len({(error["sheet"], error["row"]) for error in report.errors})

    def follow(self, position: int, rows: int) -> None:
        self.done = self.total - (rows - position)


class WaitingRoom:
    """The uploads of this process; a finished one leaves when a new one finds the room full."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Upload] = OrderedDict()
        self._turns = {"checking": asyncio.Semaphore(AT_ONCE), "importing": asyncio.Semaphore(AT_ONCE)}

    def take(self, resources: Resources, actor: Actor, *, content: bytes, filename: str, source: str) -> Upload:
        """Keep an upload and begin its dry run. Raises ComplianceError when every place is being worked on."""
        now = resources.clock.now()
        for key in [key for key, upload in self._held.items() if upload.is_old(now)]:
            del self._held[key]
        while len(self._held) >= MOST_KEPT:
            leaving = next((key for key, upload in self._held.items() if not upload.busy), None)
            if leaving is None:
                raise ComplianceError("importing.room_full", status=409, most=MOST_KEPT)
            del self._held[leaving]
        upload = Upload(
            key=secrets.token_urlsafe(16),
            actor=actor,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            filename=filename,
            source=source,
            at=now,
        )
        self._held[upload.key] = upload
        self._work(resources, upload, dry_run=True)
        return upload

    def confirm(self, resources: Resources, actor: Actor, upload: Upload) -> Upload:
        """Begin the import of a checked upload; the one that runs, which may be another with the very same file.

        Nothing is awaited between the look and the start, so that of two clicks one starts and both see it.
        """
        if upload.state != "checked":
            return upload
        for other in self._held.values():
            same = (other.sha256, other.source) == (upload.sha256, upload.source)
            if same and other.state == "importing":
                return other
        upload.state, upload.actor = "importing", actor
        self._work(resources, upload, dry_run=False)
        return upload

    def get(self, key: str, *, user_id: int, now: datetime) -> Upload | None:
        """The upload; None for an unknown one, an old one, or another person's that is not being imported."""
        found = self._held.get(key)
        if found is None or found.is_old(now):
            return None
        return found if found.actor.user_id == user_id or found.state in ("importing", "done", "broken") else None

    def running(self) -> tuple[Upload, ...]:
        """The imports that write at this moment, oldest first."""
        return tuple(upload for upload in self._held.values() if upload.state == "importing")

    def forget(self, upload: Upload) -> None:
        self._held.pop(upload.key, None)

    async def close(self) -> None:
        """Stop what still runs, before the database goes: whole rows stand, the mark says that it never ended."""
        running = [upload.task for upload in self._held.values() if upload.task is not None]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _work(self, resources: Resources, upload: Upload, *, dry_run: bool) -> None:
        upload.done = upload.total = 0
        upload.task = asyncio.create_task(self._run(resources, upload, dry_run=dry_run))

    async def _run(self, resources: Resources, upload: Upload, *, dry_run: bool) -> None:
        """One pass over the file; however it ends, the upload says so."""
        failed = "refused" if dry_run else "broken"
        try:
            async with self._turns[upload.state]:
                if not dry_run:
                    upload.mark = await note_import_started(
                        resources,
                        upload.actor,
                        source=upload.source,
                        filename=upload.filename,
                        content=upload.content,
                    )
                upload.report = await import_export(
                    resources,
                    upload.actor,
                    data=upload.content,
                    filename=upload.filename,
                    source=upload.source,
                    dry_run=dry_run,
                    progress=upload.follow,
                    watched=upload.started,
                )
        except ComplianceError as refused:
            self._end(resources, upload, failed, refused.message)
        except Exception as defect:  # noqa: BLE001 - nobody is above a background task: the page must say it
            # As text: a renderer that shows the values of a traceback would show the rows of the file.
            trace = "".join(traceback.format_exception(defect))
            log.error("import_failed", request_id=upload.actor.request_id, dry_run=dry_run, trace=trace)
            sentence = "importing.check_broke_off" if dry_run else "importing.broke_off"
            self._end(resources, upload, failed, lambda lang: say(sentence, lang, number=upload.actor.request_id))
        else:
            self._end(resources, upload, "checked" if dry_run else "done")

    def _end(
        self, resources: Resources, upload: Upload, state: str, sentence: Callable[[str], str] | None = None
    ) -> None:
        upload.state, upload.at, upload.task = state, resources.clock.now(), None
        upload.sentence = {lang: sentence(lang) for lang in LANGUAGES} if sentence else {}
        if state != "checked":
            upload.content = b""


async def settled(upload: Upload, *, within: float) -> None:
    """Come back when the upload is no longer worked on, at the latest after ``within`` seconds."""
    if upload.task is not None:
        await asyncio.wait((upload.task,), timeout=within)
