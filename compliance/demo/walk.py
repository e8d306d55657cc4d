"""The demo: one complaint walked from an export to a filed reply that can be proved, through the verbs of the pages."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path
from typing import Any

from compliance.casework import assessment, drafting, issuing, organisation, people, proceedings, submission, sweeping
from compliance.casework.actor import Actor, system_actor
from compliance.casework.classification import classified
from compliance.casework.intake import receive_complaint
from compliance.complaints.model import Complainant, IncomingComplaint, Respondent
from compliance.demo.days import after, back, due
from compliance.demo.house import HOUSE, PEOPLE
from compliance.demo.make_exports import write_exports
from compliance.demo.reply import reply_facts
from compliance.demo.stories import STORIES, Story
from compliance.importers.taking_in import import_export
from compliance.records.checkpoints import write_checkpoint
from compliance.records.due_dates import clock_counts, open_clocks
from compliance.records.verification import verify
from compliance.resources import CHINA, Resources, load_resources
from compliance.roles import Role
from compliance.settings import Settings

MARK = "demo-data"
SOURCES = {
    "12315_platform_export.xlsx": "samr_12315",
    "12345_city_export.xlsx": "hotline_12345",
    "12345_beijing_gb18030.csv": "hotline_12345",
}


class DemoRefused(Exception):
    """There is something at that place that is not demo data."""


async def walk_the_road(settings: Settings, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Fresh demo data in ``settings.data_dir`` and one complaint walked to a filed reply; what was made."""
    _fresh_folder(settings)
    resources = load_resources(settings)
    await resources.open()
    try:
        return await _walk(resources, say)
    finally:
        await resources.close()


async def _walk(resources: Resources, say: Callable[[str], None]) -> dict[str, Any]:
    today = resources.clock.today()
    say(
        f"演示数据目录：{resources.settings.data_dir}   今天：{today}（{'工作日' if resources.calendar.is_working_day(today) else '非工作日'}）"
    )
    password, actors = await _people(resources)
    await organisation.set_organisation(resources, system_actor(resources), values=HOUSE)
    imports = await _imports(resources, actors["jingban"], say)
    numbers = [await tell(resources, actors, story) for story in STORIES]
    say(f"手工登记 {len(numbers)} 件，渠道各异：{numbers[0]} … {numbers[-1]}")
    await _share_out(resources, actors)
    reply = await _reply(resources, actors, numbers[1], say)
    await _leave_one_for_review(resources, actors, numbers[3 if resources.settings.profile == "authority" else 7])
    clocks = await _open_clocks(resources)
    counts = clock_counts(clocks)
    say(
        f"在办期限 {len(clocks)} 条：逾期 {counts['overdue']}、今日到期 {counts['today']}、三个工作日内 {counts['soon']}、"
        f"等待对方 {counts['waiting']}、暂定 {counts['provisional']}"
    )
    await write_checkpoint(
        resources.database, resources.settings.checkpoints_dir, at=resources.clock.now(), cause="demo"
    )
    found = await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)
    say(f"审计链：{'完整' if found.ok else '被改动'}，{found.entries} 条，链首 {found.head[:16]}…")
    say("演示账号（密码相同）：")
    for username, name, role in PEOPLE:
        say(f"  {username:<10} {name}（{role}）")
    say(f"  密码  {password}")
    return {
        "data_dir": str(resources.settings.data_dir),
        "imports": imports,
        "clocks": {"open": len(clocks), **counts},
        "reply": reply,
        "audit": found.as_json(),
        "sign_in": {"users": [username for username, _, _ in PEOPLE], "password": password},
    }


def _fresh_folder(settings: Settings) -> None:
    """An empty data directory with the mark of demo data. Raises DemoRefused before anything is touched."""
    if settings.on_postgres:
        raise DemoRefused("演示只用内置的 SQLite；请去掉 ANQI_DATABASE_URL 后再运行。")
    folder = settings.data_dir
    if folder.exists() and not folder.is_dir():
        raise DemoRefused(f"“{folder}”不是目录；请把 ANQI_DATA_DIR 指向一个目录。")
    # A key placed here beforehand and an empty folder are no data.
    there = [item for item in folder.iterdir() if item != settings.secret_key_file] if folder.exists() else []
    if there and not (folder / MARK).exists():
        raise DemoRefused(f"目录“{folder}”里有不是演示产生的数据，演示不会覆盖它；请把 ANQI_DATA_DIR 指向别处。")
    # The mark goes last: a rebuild that is interrupted can be repeated.
    for item in sorted(there, key=lambda item: item.name == MARK):
        shutil.rmtree(item) if item.is_dir() and not item.is_symlink() else item.unlink()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("anqi demo 产生的演示数据；再次运行 anqi demo 会整个重建。\n", encoding="utf-8")


async def _people(resources: Resources) -> tuple[str, dict[str, Actor]]:
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    actors = {}
    for username, name, role in PEOPLE:
        user = await people.add_user(
            resources, system_actor(resources), username=username, name=name, role=role, password=password
        )
        actors[username] = Actor(user.id, user.username, user.display_name, Role(user.role))
    return password, actors


async def _imports(resources: Resources, actor: Actor, say: Callable[[str], None]) -> list[dict[str, Any]]:
    made = []
    for path in write_exports(resources.settings.data_dir / "demo", resources.clock.today()):
        source = SOURCES[path.name]
        report = await import_export(resources, actor, data=path.read_bytes(), filename=path.name, source=source)
        say(f"导入 {path}：{report.rows} 行，新增 {report.created}，错误 {len(report.errors)}")
        for error in report.errors:
            say(f"  第 {error['row']} 行 {error['field']}：{error['message']}")
        again = await import_export(resources, actor, data=path.read_bytes(), filename=path.name, source=source)
        say(f"  再导一次：新增 {again.created}，更新 {again.updated}")
        made.append({name: value for name, value in report.as_json().items() if name not in ("results", "notes")})
    return made


async def tell(resources: Resources, actors: dict[str, Actor], story: Story) -> str:
    """Register one story and record what followed; its number."""
    actor = actors[story.handler]
    received_on = back(resources, story.received_ago)
    at = datetime.combine(received_on, time(story.hour, 5), CHINA) if story.hour is not None else None
    if at is not None and at > resources.clock.now():
        at = None
    incoming = IncomingComplaint(
        source="manual",
        channel=story.channel,
        authority=story.authority,
        kind=story.kind,
        title=story.title,
        content=story.content,
        demands=story.demands,
        received_on=received_on,
        received_at=at,
        received_from="entered",
        due_on=due(resources, story.due_in),
        complainant=Complainant(
            name=story.complainant[0], phone=story.complainant[1], anonymous=not story.complainant[0]
        ),
        respondent=Respondent(name=HOUSE.name, credit_code=HOUSE.credit_code, address=HOUSE.address),
        extra={name: value for name, value in (("来文名称", story.paper_name), ("来文字号", story.paper)) if value},
    )
    proposed = classified(resources, incoming).regimes
    regimes = tuple(dict.fromkeys((*proposed, *story.extra_regimes)))
    case = await receive_complaint(
        resources,
        actor,
        incoming=incoming,
        regimes=regimes,
        submission_key=f"demo-{story.title}",
        handler_id=actor.user_id,
    )
    for kind, days, values in story.acts:
        await proceedings.record_legal_event(
            resources,
            actor,
            number=case.number,
            kind=kind,
            occurred_on=after(resources, received_on, days),
            reason="演示数据补登",
            **values,
        )
    if story.tier:
        await assessment.set_tier(resources, actor, number=case.number, tier=story.tier, reason="演示：按影响范围定级")
    return case.number


async def _share_out(resources: Resources, actors: dict[str, Actor]) -> None:
    """Give the imported cases to the two officers in turn; some stay unassigned."""
    rows = await resources.database.fetch("SELECT number FROM complaints WHERE handler_id IS NULL ORDER BY id")
    for position, row in enumerate(rows):
        if position % 5 == 4:
            continue
        handler = "jingban" if position % 2 == 0 else "jingban2"
        await assessment.assign_complaint(
            resources, actors["fuzeren"], number=row["number"], handler_username=handler, reason="演示分派"
        )


async def _reply(
    resources: Resources, actors: dict[str, Actor], number: str, say: Callable[[str], None]
) -> dict[str, Any]:
    """Draft, approve, issue, file, receipt: the road of one reply."""
    officer, reviewer = actors["jingban"], actors["shenhe"]
    letter_id = "acceptance_decision" if resources.settings.profile == "authority" else "company_statement"
    draft = await drafting.draft_letter(resources, officer, number=number, letter_id=letter_id)
    draft = await drafting.update_draft(
        resources,
        officer,
        document_id=draft.id,
        facts=reply_facts(letter_id, resources.clock.today(), draft.facts),
        expected_revision=draft.revision,
    )
    draft = await drafting.submit_draft(resources, officer, document_id=draft.id)
    draft = await drafting.approve_document(
        resources, reviewer, document_id=draft.id, expected_content_sha256=draft.content_sha256 or ""
    )
    await issuing.issue_document(resources, actors["fuzeren"], document_id=draft.id)
    await sweeping.sweep_once(resources)
    issued = await drafting.standing_document(resources, draft.id)
    paths = _named_copies(resources, issued)
    say(f"案件 {number}：起草 → 审核（{reviewer.name}）→ 签发 {issued.number}《{issued.title}》")
    for path, sha256 in paths:
        say(f"  {path}   sha256 {sha256[:16]}…")
    filing = await submission.file_document(
        resources,
        officer,
        document_id=issued.id,
        channel="portal",
        addressee="示例市天河区市场监督管理局",
        tracking="SL-0001（示例）",
        note="经全国12315平台上传",
    )
    receipt = paths[1][0].read_bytes()
    filing = await submission.record_receipt(
        resources,
        officer,
        filing_id=filing.id,
        received_on=resources.clock.today(),
        receipt=receipt,
        receipt_name="平台回执（示例）.pdf",
        note="平台显示已接收",
    )
    say(
        f"  递交 {filing.addressee}（{filing.filed_on}），履行期限 {filing.limit_id or '—'}（{filing.due_on or '—'}），回执 {filing.receipt_on}"
    )
    return {
        "case": number,
        "number": issued.number,
        "title": issued.title,
        "docx": str(paths[0][0]),
        "pdf": str(paths[1][0]),
        "docx_sha256": issued.docx_sha256,
        "pdf_sha256": issued.pdf_sha256,
        "filing": filing.id,
        "due_on": filing.due_on,
        "filed_on": filing.filed_on,
        "receipt_on": filing.receipt_on,
    }


def _named_copies(resources: Resources, issued: Any) -> list[tuple[Path, str]]:
    """Copies under readable names; the originals stay in the store under their hashes."""
    folder = resources.settings.data_dir / "demo"
    found = []
    for sha256, ending in ((issued.docx_sha256, "docx"), (issued.pdf_sha256, "pdf")):
        path = folder / f"{issued.number}.{ending}"
        path.write_bytes(resources.files.get(sha256))
        found.append((path, sha256))
    return found


async def _leave_one_for_review(resources: Resources, actors: dict[str, Actor], number: str) -> None:
    """So that the list of documents waiting for approval is not empty."""
    if resources.settings.profile == "authority":
        return
    draft = await drafting.draft_letter(resources, actors["jingban2"], number=number, letter_id="extension_request")
    facts = {
        "work_done": "已调取合同、扣款流水与客服录音，并与客户通话一次。",
        "reasons": "收费系统供应商的计费日志须异地调取，原定期限内不能取得。",
        "requested_due": due(resources, 5).isoformat(),  # type: ignore[union-attr]
    }
    if "original_due" not in draft.facts:
        facts["original_due"] = resources.clock.today().isoformat()
    draft = await drafting.update_draft(
        resources, actors["jingban2"], document_id=draft.id, facts=facts, expected_revision=draft.revision
    )
    await drafting.submit_draft(resources, actors["jingban2"], document_id=draft.id)


async def _open_clocks(resources: Resources):
    return await open_clocks(
        resources.database, calendar=resources.calendar, today=resources.clock.today(), now=resources.clock.now()
    )
