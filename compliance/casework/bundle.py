"""导出案卷: all that is on record about a case as one ZIP, numbered in the order of archives, checked after writing.

Every file goes in part by part, so that a case with gigabytes of receipts needs no memory. The act is on record before
the bundle is whole; its entry names the content, and the bundle proves that entry by the audit chain.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

from compliance.casework.actor import Actor, acting, require_right
from compliance.casework.bundle_items import AUDIT, INDEX, Item, Piece, items_of
from compliance.casework.bundle_pages import Paging, pages_of
from compliance.casework.bundle_parts import Meter, Parts, prepared
from compliance.casework.case_file import CaseFile, read_case_file
from compliance.casework.chronology import chronology
from compliance.casework.masking import masked
from compliance.casework.new_file import check_target, give_name, partial_beside, refused_when_full, to_disk
from compliance.errors import BadInput, ComplianceError
from compliance.records.case_trail import TrailDiffers, entry_naming, proofs_of
from compliance.records.checkpoints import write_checkpoint
from compliance.resources import Resources
from compliance.roles import may
from compliance.wording import say
from deadlines.model import SHANGHAI
from filings.bundle import VERIFIER, BundleDamaged, BundleWriter, MemberNames, check_bundle, sha256_of, sums_of

ACTION = "export_case"


@dataclass(frozen=True)
class Wanted:
    """What the bundle is to hold beside what it always holds; ``reason`` is needed for persons in clear."""

    unmasked: bool = False
    drafts: bool = False
    without_damaged: bool = False
    reason: str = ""


async def export_case(
    resources: Resources,
    actor: Actor,
    *,
    number: str,
    target: Path,
    wanted: Wanted | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> dict[str, Any]:
    """Write the bundle of a case to ``target``; what it holds. An existing file is never overwritten.

    Raises Forbidden, NotFound, BadInput (no reason, no such folder, the file is there), ComplianceError for a damaged
    original, a full disk, or a chain that proves nothing. Nothing is left behind then. ``progress`` counts bytes.
    """
    wanted = wanted or Wanted()
    await require_right(resources, actor, ACTION, needs="export")
    if wanted.unmasked:
        await require_right(resources, actor, ACTION, needs="reveal")
        if not wanted.reason.strip():
            raise BadInput("bundle.reason_needed", fields={"reason": "bundle.reason_needed"})
    check_target(target)
    with refused_when_full():
        file = await read_case_file(resources, number, unmasked=wanted.unmasked)
        meter = Meter(progress)
        file, parts = await prepared(resources, file, drafts=wanted.drafts, meter=meter)
        if parts.damaged and not wanted.without_damaged:
            raise _damaged(file, parts)
        reason = await masked(resources, number, wanted.reason.strip())
        return await _Export(resources, actor, file, parts, wanted, reason, meter).write(target)


def _damaged(file: CaseFile, parts: Parts) -> ComplianceError:
    first = parts.damaged[0]
    return ComplianceError(
        "bundle.damaged", status=409, number=file.case.number, title=first["title"], name=first["name"]
    )


@dataclass
class _Export:
    """One export on its way."""

    resources: Resources
    actor: Actor
    file: CaseFile
    parts: Parts
    wanted: Wanted
    reason: str
    meter: Meter

    async def write(self, target: Path) -> dict[str, Any]:
        """Write beside the target, check, and only then give it its name."""
        async with partial_beside(target) as (partial, raw):
            made = await self._fill(raw)
            await to_disk(raw)
            stored = {piece.name: piece.sha256 for item in made.items for piece in item.pieces if piece.sha256}
            try:
                await asyncio.to_thread(check_bundle, partial, stored=stored, progress=self.meter.add)
            except BundleDamaged as damaged:
                raise ComplianceError("bundle.not_written", status=500, name=damaged.name) from damaged
            digest, size = await asyncio.to_thread(sha256_of, partial), partial.stat().st_size
            await give_name(partial, target)
        self.meter.finish()
        return self._summary(target, size, digest, made)

    async def _fill(self, raw: BinaryIO) -> _Written:
        names, lines = MemberNames(), chronology(self.file)
        index = {
            f"{INDEX}.{ending}": names.take("", f"00-{say('bundle.index_short', 'zh')}", ending)
            for ending in ("html", "csv")
        }
        verifier, read_me = names.take("", VERIFIER.stem, "py"), names.take("", say("bundle.readme", "zh"), "txt")
        items = items_of(self.file, self.parts.made, {line.key: line.place for line in lines}, names)
        pages = pages_of(self.file, items, lines, index, self._paging())
        writer = BundleWriter(raw, progress=self.meter.add)
        try:
            await asyncio.to_thread(
                self._put_content, writer, items, pages, index, {read_me: pages["read_me"]}, verifier
            )
            contents = hashlib.sha256(sums_of(writer.members).encode()).hexdigest()
            await self._record(writer, contents)
            written = _Written(items, len(writer.members), contents, await self._trail(contents))
            await asyncio.to_thread(self._put_trail, writer, written)
        except BaseException:
            writer.abandon()
            raise
        return written

    def _put_content(
        self,
        writer: BundleWriter,
        items: tuple[Item, ...],
        pages: dict[str, bytes],
        index: dict[str, str],
        last: dict[str, bytes],
        verifier: str,
    ) -> None:
        here = self.file.at.astimezone(SHANGHAI)
        for made, name in index.items():
            writer.add(name, pages[made], at=here)
        for item in items:
            for piece in item.pieces:
                if piece.sha256:
                    path = self.resources.files.path(piece.sha256)
                    writer.add_file(piece.name, path, sha256=piece.sha256, at=item.at)
                elif not _is_audit(piece):
                    content = pages[piece.made] if piece.made in pages else self.parts.content[piece.made]
                    writer.add(piece.name, content, at=here)
        for name, content in last.items():
            writer.add(name, content, at=here)
        writer.add(verifier, VERIFIER.read_bytes(), at=here)

    async def _record(self, writer: BundleWriter, contents: str) -> None:
        """Put the export on record, with what was written so far by its hash."""
        async with acting(self.resources, self.actor, ACTION, needs="export") as entry:
            entry.about("complaint", self.file.case.number, case=self.file.case.number)
            entry.reason = self.reason
            entry.after = {
                "files": len(writer.members),
                "size": sum(member.size for member in writer.members),
                "unmasked": self.wanted.unmasked,
                "drafts": self.wanted.drafts,
                "damaged": [each["sha256"] for each in self.parts.damaged],
                "contents_sha256": contents,
            }

    async def _trail(self, contents: str) -> dict[str, Any]:
        """The entries that go along, the one of this export last, with the proofs by a checkpoint that covers them."""
        database, folder = self.resources.database, self.resources.settings.checkpoints_dir
        await write_checkpoint(database, folder, at=self.resources.clock.now(), cause="case export")
        own = await entry_naming(database, self.file.case.number, action=ACTION, contents_sha256=contents)
        entries = [*(self.file.entries if self._full_trail else ()), own]
        try:
            return {"entries": entries, "proofs": await proofs_of(database, folder, entries)}
        except TrailDiffers as differs:
            raise ComplianceError("bundle.trail_differs", status=409, chain=str(differs)) from differs

    def _put_trail(self, writer: BundleWriter, written: _Written) -> None:
        here, trail = self.file.at.astimezone(SHANGHAI), written.trail
        lines = "".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in trail["entries"])
        content = {
            f"{AUDIT}.ndjson": lines.encode(),
            f"{AUDIT}.json": (json.dumps(trail["proofs"], indent=1, sort_keys=True) + "\n").encode(),
        }
        names = {piece.made: piece.name for item in written.items for piece in item.pieces if _is_audit(piece)}
        for made, name in names.items():
            writer.add(name, content[made], at=here)
        writer.finish(self._head(written, names), at=here)

    def _head(self, written: _Written, names: dict[str, str]) -> dict[str, Any]:
        """What the manifest says before it lists the members."""
        points = {chain: proof["checkpoint"] for chain, proof in written.trail["proofs"].items()}
        return {
            "program": f"anqi {version('anqi')}",
            "case": self.file.case.number,
            "house": self.file.house,
            "made_at": self.file.at.astimezone(SHANGHAI).isoformat(timespec="seconds"),
            "made_by": {"username": self.actor.username, "name": self.actor.name, "role": self.actor.role.value},
            "masked": not self.wanted.unmasked,
            "reason": self.reason,
            "drafts": self.wanted.drafts,
            "damaged": list(self.parts.damaged),
            "audit": {
                "members": {"entries": names[f"{AUDIT}.ndjson"], "proofs": names[f"{AUDIT}.json"]},
                "entries": len(written.trail["entries"]),
                "all_of_the_case": self._full_trail,
                "recorded_members": written.recorded,
                "contents_sha256": written.contents_sha256,
                "checkpoints": {
                    chain: {name: point[name] for name in ("size", "root", "head")} for chain, point in points.items()
                },
            },
        }

    @property
    def _full_trail(self) -> bool:
        return may(self.actor.role, "audit_read")

    def _paging(self) -> Paging:
        return Paging(self.actor.name, self.wanted.unmasked, self.reason, self._full_trail, self.parts.damaged)

    def _summary(self, target: Path, size: int, digest: str, made: _Written) -> dict[str, Any]:
        return {
            "file": str(target),
            "case": self.file.case.number,
            "size": size,
            "sha256": digest,
            "items": len(made.items),
            "files": sum(len(item.pieces) for item in made.items),
            "masked": not self.wanted.unmasked,
            "damaged": list(self.parts.damaged),
            "notes": [f"{item.title}：{item.note}" for item in made.items if not item.pieces and item.note],
            "audit_entries": len(made.trail["entries"]),
        }


@dataclass(frozen=True)
class _Written:
    """What stands in the bundle before its end: how many members the entry of the export names, and its trail."""

    items: tuple[Item, ...]
    recorded: int
    contents_sha256: str
    trail: dict[str, Any]


def _is_audit(piece: Piece) -> bool:
    return piece.made in (f"{AUDIT}.ndjson", f"{AUDIT}.json")
