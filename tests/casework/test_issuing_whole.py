"""An issue happens completely or not at all: full disks, dead and endless renderers, races, crashes in the middle."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from compliance.casework import drafting, issuing
from compliance.casework.actor import Actor
from compliance.casework.document_states import standing_document
from compliance.casework.issued_files import stored_bytes
from compliance.casework.issuing import issue_document, issue_documents
from compliance.casework.keeping import verify_history
from compliance.errors import BadInput, NotAllowedNow
from compliance.records.documents import CaseDocument
from compliance.records.files import FileStore
from compliance.resources import Resources
from filings.rendering import RenderPool
from tests.casework.builders import approved, counts, drafted, entries, registered, submitted, within

pytestmark = pytest.mark.usefixtures("house")


async def ready(resources: Resources, officer: Actor, reviewer: Actor) -> CaseDocument:
    case = await registered(resources, officer)
    return await approved(resources, officer, reviewer, case.number)


@asynccontextmanager
async def refused_whole(resources: Resources, paper: CaseDocument, *words: str) -> AsyncIterator[None]:
    """The issue inside is refused with one sentence and leaves every row as it was."""
    before = await counts(resources)
    with pytest.raises(NotAllowedNow) as told:
        yield
    sentence = told.value.message()
    assert all(word in sentence for word in words), sentence
    assert sentence.count("。") == 1 and told.value.message("en"), sentence
    assert await standing_document(resources, paper.id) == paper, "still approved, unchanged"
    assert await counts(resources) == before


async def assert_issued_as_first(resources: Resources, officer: Actor, paper: CaseDocument) -> None:
    done = await issue_document(resources, officer, document_id=paper.id)
    assert done.status == "issued" and done.number == "示例函〔2026〕1号", "no number was burnt"
    found = await verify_history(resources)
    assert found.ok, found.findings


class Cramped(FileStore):
    """A store whose disk takes no file above a size: the kernel itself refuses the write."""

    most = 4096

    def put(self, content: bytes) -> str:
        with file_size_limit(self.most):
            return super().put(content)


@contextmanager
def file_size_limit(most: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN) if _in_main_thread() else None
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        if before is not None:
            signal.signal(signal.SIGXFSZ, before)


def _in_main_thread() -> bool:
    import threading

    return threading.current_thread() is threading.main_thread()


async def test_a_disk_that_takes_no_file_leaves_the_document_approved(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    paper = await ready(resources, officer, reviewer)
    roomy = resources.files
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resources.files = Cramped(roomy.folder)
    async with refused_whole(resources, paper, "存储空间已满", "序号未用"):
        await issue_document(resources, officer, document_id=paper.id)
    assert not list(roomy.folder.rglob(".new-*")), "nothing half written stays"
    resources.files = roomy
    await assert_issued_as_first(resources, officer, paper)


async def test_a_rendering_that_never_ends_is_ended_and_nothing_is_issued(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    paper, usual = await ready(resources, officer, reviewer), resources._renderer
    pool = RenderPool(1, timeout=0.02)
    resources._renderer = pool
    try:
        async with refused_whole(resources, paper, "0.02 秒", "序号未用"):
            await within(60, issue_document(resources, officer, document_id=paper.id))
    finally:
        pool.close()
        resources._renderer = usual
    await assert_issued_as_first(resources, officer, paper)


async def test_a_renderer_killed_in_the_middle_issues_nothing_and_the_next_one_works(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    paper, usual = await ready(resources, officer, reviewer), resources._renderer
    pool = RenderPool(1, nice=7)
    resources._renderer = pool
    try:
        await pool.render(paper.blocks or {})  # the child is warm
        (child,) = pool._children
        assert os.getpriority(os.PRIO_PROCESS, child.process.pid) == os.getpriority(os.PRIO_PROCESS, 0) + 7
        os.kill(child.process.pid, signal.SIGSTOP)
        running = asyncio.create_task(issue_document(resources, officer, document_id=paper.id))
        await asyncio.sleep(0.3)
        os.kill(child.process.pid, signal.SIGKILL)
        async with refused_whole(resources, paper, "序号未用"):
            await within(60, running)
        await assert_issued_as_first(resources, officer, paper)
    finally:
        pool.close()
        resources._renderer = usual


async def test_a_broken_store_is_told_and_an_orphan_file_does_no_harm(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    paper = await ready(resources, officer, reviewer)
    whole = resources.files

    class OnlyOne(FileStore):
        """The first file goes in, the second does not."""

        taken = 0

        def put(self, content: bytes) -> str:
            OnlyOne.taken += 1
            if OnlyOne.taken > 1:
                raise PermissionError(13, "no permission", str(self.folder))
            return super().put(content)

    resources.files = OnlyOne(whole.folder)
    async with refused_whole(resources, paper, "文件没有写成"):
        await issue_document(resources, officer, document_id=paper.id)
    resources.files = whole
    assert [path for path in whole.folder.rglob("*") if path.is_file()], "an orphan is there"
    await assert_issued_as_first(resources, officer, paper)


class NobodyWaits:
    """Turns that nobody takes: as on machines that share a database and no folder."""

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[None]:
        yield


async def test_without_turns_the_row_decides_and_numbers_still_have_no_gap(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    papers = [await approved(resources, officer, reviewer, case.number) for _ in range(4)]
    resources.turns = NobodyWaits()  # type: ignore[assignment]
    done = await asyncio.gather(*(issue_document(resources, officer, document_id=paper.id) for paper in papers))
    assert {each.number for each in done} == {f"示例函〔2026〕{n}号" for n in range(1, 5)}
    for each in done:
        assert await stored_bytes(resources, each.pdf_sha256 or "")
        assert await stored_bytes(resources, each.docx_sha256 or "")
    assert (await verify_history(resources)).ok


async def test_one_who_always_loses_is_told_and_burns_nothing(
    resources: Resources, officer: Actor, reviewer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await registered(resources, officer)
    papers = [await approved(resources, officer, reviewer, case.number) for _ in range(4)]
    resources.turns = NobodyWaits()  # type: ignore[assignment]
    monkeypatch.setattr(issuing, "MOST_TRIES", 1)
    done = await asyncio.gather(
        *(issue_document(resources, officer, document_id=paper.id) for paper in papers), return_exceptions=True
    )
    lost = [each for each in done if isinstance(each, NotAllowedNow)]
    won = [each for each in done if isinstance(each, CaseDocument)]
    assert won and lost and len(won) + len(lost) == 4
    assert all("没有签发" in each.message() for each in lost)
    assert {each.number for each in won} == {f"示例函〔2026〕{n}号" for n in range(1, len(won) + 1)}
    assert (await verify_history(resources)).ok


async def test_a_batch_numbers_in_order_and_one_that_is_refused_leaves_no_gap(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    papers = [await approved(resources, officer, reviewer, case.number) for _ in range(5)]
    waiting = await submitted(resources, officer, case.number)
    wanted = [papers[0].id, waiting.id, papers[1].id, 99999, papers[2].id, papers[3].id, papers[4].id, papers[0].id]
    steps: list[tuple[int, int]] = []
    found = await issue_documents(
        resources, officer, document_ids=wanted, progress=lambda done, total: steps.append((done, total))
    )
    assert [each.document_id for each in found] == list(dict.fromkeys(wanted))
    assert [each.number for each in found if each.number] == [f"示例函〔2026〕{n}号" for n in range(1, 6)]
    refused = {each.document_id: each.refusal.message() for each in found if each.refusal}
    assert set(refused) == {waiting.id, 99999} and "待审" in refused[waiting.id]
    assert steps[-1] == (7, 7) and [done for done, _ in steps] == sorted(done for done, _ in steps)
    assert len(await entries(resources, action="issue_document", outcome="done")) == 5, "each an act of its own"
    assert (await verify_history(resources)).ok


async def test_a_batch_goes_on_after_one_whose_files_cannot_be_made(
    resources: Resources, officer: Actor, reviewer: Actor
) -> None:
    case = await registered(resources, officer)
    papers = [await approved(resources, officer, reviewer, case.number) for _ in range(3)]

    class Picky(FileStore):
        """Takes no file of the second number."""

        seen = 0

        def put(self, content: bytes) -> str:
            Picky.seen += 1
            if Picky.seen == 3:
                raise OSError(28, "No space left on device")
            return super().put(content)

    whole = resources.files
    resources.files = Picky(whole.folder)
    found = await issue_documents(resources, officer, document_ids=[paper.id for paper in papers])
    resources.files = whole
    assert sum(each.refusal is not None for each in found) == 1
    assert [each.number for each in found if each.number] == ["示例函〔2026〕1号", "示例函〔2026〕2号"]
    assert (await verify_history(resources)).ok


async def test_a_batch_of_none_or_of_too_many_is_refused(resources: Resources, officer: Actor) -> None:
    for wanted in ([], range(1, issuing.MOST_AT_ONCE + 2)):
        with pytest.raises(BadInput, match="200"):
            await issue_documents(resources, officer, document_ids=wanted)


@pytest.mark.parametrize("name", ["示例\u0007公司", "示例\u202e公司", "示例🏛公司\U0010fffe"])
async def test_a_name_that_cannot_be_printed_never_reaches_a_number(
    resources: Resources, officer: Actor, name: str
) -> None:
    case = await registered(resources, officer)
    draft = await drafted(resources, officer, case.number)
    with pytest.raises(BadInput) as told:
        changed = await drafting.update_draft(
            resources, officer, document_id=draft.id, facts={"company": name}, expected_revision=draft.revision
        )
        await drafting.submit_draft(resources, officer, document_id=changed.id)
    assert len(told.value.message()) < 300
    assert await resources.database.fetch("SELECT * FROM number_series WHERE series <> 'TS'") == []
