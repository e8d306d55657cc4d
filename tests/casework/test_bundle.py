"""The bundle of a case: whole, in the order of archives, masked, on record, proved; refused in one sentence otherwise."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from compliance.casework import bundle, new_file
from compliance.casework.actor import Actor
from compliance.casework.assessment import add_remark
from compliance.casework.bundle import Wanted, export_case
from compliance.casework.organisation import Organisation
from compliance.casework.proceedings import correct_legal_event, record_legal_event
from compliance.casework.submission import file_document, record_receipt
from compliance.errors import BadInput, ComplianceError, Forbidden, NotFound
from compliance.records.audit import entry_hash
from compliance.records.complaints import events_of
from compliance.records.documents import document
from compliance.records.due_dates import clocks_of
from compliance.records.verification import verify
from compliance.resources import Resources
from tests.casework.builders import (
    FRI_2026_11_20,
    IDENTITY,
    NAME,
    PHONE,
    SAT_2026_11_21,
    counts,
    drafted,
    entries,
    issued,
    registered,
)
from tests.conftest import person

PDF = b"%PDF-1.7 paper "


@pytest.fixture
async def number(resources: Resources, officer: Actor, reviewer: Actor, head: Actor, house: Organisation) -> str:
    """A case with evidence, a correction, a remark, an issued and filed answer with its receipt, and a draft."""
    case = await registered(resources, officer, regimes=("samr_complaint", "house"))
    number = case.number
    await record_legal_event(
        resources,
        officer,
        number=number,
        kind="signed_in",
        occurred_on=FRI_2026_11_20,
        note=f"来电号码 {PHONE}",
        evidence=PDF + b"slip",
        evidence_name=f"{NAME}身份证 {IDENTITY}.pdf",
    )
    wrong = (await events_of(resources.database, case.id))[-1]
    await correct_legal_event(
        resources, head, number=number, event_id=wrong.id, occurred_on=SAT_2026_11_21, reason="日期录错"
    )
    await add_remark(resources, officer, number=number, text=f"投诉人{NAME}来电催办")
    paper = await issued(resources, officer, reviewer, number)
    filing = await file_document(
        resources, officer, document_id=paper.id, channel="portal", addressee="示例市市场监督管理局", tracking="SL-1"
    )
    await record_receipt(
        resources,
        officer,
        filing_id=filing.id,
        received_on=SAT_2026_11_21,
        receipt=PDF + b"receipt",
        receipt_name="平台回执.pdf",
        note="已接收",
    )
    await drafted(resources, officer, number)
    return number


def unpacked(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder


def verified(place: Path, *more: str) -> subprocess.CompletedProcess[str]:
    script = place / "verify_bundle.py"
    return subprocess.run([sys.executable, "-I", str(script), *more], capture_output=True, text=True)


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"))))


async def test_a_bundle_holds_everything_in_order_and_verifies_without_us(
    resources: Resources, head: Actor, number: str, tmp_path: Path
) -> None:
    target, seen = tmp_path / "卷.zip", []
    made = await export_case(
        resources, head, number=number, target=target, progress=lambda done, total: seen.append((done, total))
    )
    assert made["file"] == str(target) and made["size"] == target.stat().st_size
    assert made["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()
    assert target.stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["卷.zip"], "nothing beside it"
    assert seen[-1][0] == seen[-1][1] and seen == sorted(seen), "progress only grows"
    folder = unpacked(target, tmp_path / "u")
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet", "manifest.sha256"], cwd=folder, capture_output=True
    )
    assert done.returncode == 0, done.stderr
    for more in ((), (str(target),)):
        found = verified(folder, *more)
        assert found.returncode == 0, found.stdout + found.stderr
        assert "0" in found.stdout.splitlines()[0]
    with_more = tmp_path / "更多.zip"
    for changed in (
        b"#!" + target.read_bytes(),
        target.read_bytes() + b"\n",
        target.read_bytes() + target.read_bytes(),
    ):
        with_more.write_bytes(changed)
        found = verified(folder, str(with_more))
        assert found.returncode == 1 and "压缩包首尾有多余的内容" in found.stdout
    names = zipfile.ZipFile(target).namelist()
    assert names[:6] == [
        *("00-目录.html", "00-目录.csv", "01-案件登记.html", "01-案件登记.json", "02-经过.html", "02-经过.csv"),
    ]
    numbers = [int(match[1]) for name in names if (match := re.match(r"(?:.*/)?(\d+)-", name))]
    assert numbers == sorted(numbers), "members lie in the order of the index"
    folders = list(dict.fromkeys(name.partition("/")[0] for name in names if "/" in name))
    assert folders == ["来文与证据", "文书", "递交", "期限说明", "审计"]
    assert {name.rpartition("/")[2] for name in names} >= {"manifest.json", "manifest.sha256", "阅读说明.txt"}
    assert (await verify(resources.database, resources.secrets, resources.settings.checkpoints_dir)).ok


async def test_the_index_names_each_member_once_with_number_author_date_and_pages(
    resources: Resources, head: Actor, number: str, tmp_path: Path
) -> None:
    await export_case(resources, head, number=number, target=tmp_path / "a.zip")
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    index = rows_of(folder / "00-目录.csv")
    assert [row["顺序号"] for row in index] == [str(place) for place in range(1, len(index) + 1)]
    listed = [name for row in index for name in row["文件"].split("\n") if name]
    members = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    rest = {"00-目录.html", "00-目录.csv", "manifest.json", "manifest.sha256", "verify_bundle.py", "阅读说明.txt"}
    assert len(listed) == len(set(listed)) and set(listed) == members - rest
    paper = next(row for row in index if row["文号"].startswith("示例函"))
    assert (paper["责任者"], paper["日期"]) == ("示例商贸有限公司", "2026-11-21") and int(paper["页数"]) >= 1
    stored = await document(resources.database, 1)
    assert stored is not None
    for ending, sha256 in (("docx", stored.docx_sha256), ("pdf", stored.pdf_sha256)):
        name = next(name for name in paper["文件"].split("\n") if name.endswith(ending))
        assert stored.number in name
        assert (folder / name).read_bytes() == resources.files.get(sha256)
    assert (folder / next(n for n in listed if "回执" in n)).read_bytes() == PDF + b"receipt"
    assert not any("草稿" in name for name in listed)


async def test_the_chronology_tells_all_with_who_and_when_and_what_corrects_what(
    resources: Resources, head: Actor, number: str, tmp_path: Path
) -> None:
    await export_case(resources, head, number=number, target=tmp_path / "a.zip")
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    lines = rows_of(folder / "02-经过.csv")
    assert [line["序号"] for line in lines] == [str(place) for place in range(1, len(lines) + 1)]
    assert [line["日期"] for line in lines] == sorted(line["日期"] for line in lines)
    assert all(line["登记人"] and re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", line["登记时间"]) for line in lines)
    events = await events_of(resources.database, 1, standing=False)
    assert sum(line["类别"] == "法律事项" for line in lines) == len(events)
    signed = [line for line in lines if line["事项"] == "签收"]
    assert [line["日期"] for line in signed] == ["2026-11-20", "2026-11-21"]
    assert signed[0]["更正关系"] == f"已由第 {signed[1]['序号']} 条更正"
    assert signed[1]["更正关系"] == f"更正第 {signed[0]['序号']} 条"
    assert (folder / signed[0]["材料"]).read_bytes() == PDF + b"slip"
    whats = [line["事项"] for line in lines]
    for expected in ("起草文书", "送审", "同意文书", "签发文书", "登记递交", "登记回执", "备注"):
        assert expected in whats, expected


async def test_states_and_clocks_are_those_of_the_case_page(
    resources: Resources, head: Actor, number: str, tmp_path: Path
) -> None:
    await export_case(resources, head, number=number, target=tmp_path / "a.zip")
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    now = resources.clock.now()
    clocks = await clocks_of(resources.database, 1, calendar=resources.calendar, today=resources.clock.today(), now=now)
    told = json.loads((folder / "01-案件登记.json").read_text())["deadlines"]
    assert clocks
    assert [(each["limit"], each["state"], each["due_on"]) for each in told] == [
        (clock.deadline["limit"], clock.deadline["state"], clock.deadline["due_on"]) for clock in clocks
    ]
    assert len(list((folder / "期限说明").iterdir())) == len(clocks)
    assert all(path.read_bytes().startswith(b"%PDF-") for path in (folder / "期限说明").iterdir())


async def test_pages_stand_alone_without_scripts_or_addresses(
    resources: Resources, head: Actor, number: str, tmp_path: Path
) -> None:
    await export_case(resources, head, number=number, target=tmp_path / "a.zip")
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    for page in folder.glob("*.html"):
        text = page.read_text("utf-8")
        assert "<script" not in text and "://" not in text and " on" not in re.sub(r">[^<]*<", "><", text)
        assert "size: A4" in text and '<small lang="en">' in text
        for link in re.findall(r'href="([^"]+)"', text):
            from urllib.parse import unquote

            assert (folder / unquote(link)).is_file(), link


async def test_persons_are_masked_everywhere_but_in_originals(
    resources: Resources, head: Actor, number: str, tmp_path: Path
) -> None:
    await export_case(resources, head, number=number, target=tmp_path / "a.zip")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        for name in archive.namelist():
            for private in (NAME, PHONE, IDENTITY):
                assert private not in name
                if not name.endswith((".pdf", ".docx")):
                    assert private not in archive.read(name).decode("utf-8-sig"), (name, private)
        assert json.loads(archive.read("manifest.json"))["masked"] is True
        assert "个人信息已遮盖" in archive.read("01-案件登记.html").decode()


async def test_persons_in_clear_take_the_right_and_a_reason_and_are_on_record(
    resources: Resources, officer: Actor, number: str, tmp_path: Path
) -> None:
    for reason in ("", "  "):
        with pytest.raises(BadInput, match="理由"):
            await export_case(
                resources,
                officer,
                number=number,
                target=tmp_path / "a.zip",
                wanted=Wanted(unmasked=True, reason=reason),
            )
    wanted = Wanted(unmasked=True, reason=f"法院调卷，{PHONE}")
    await export_case(resources, officer, number=number, target=tmp_path / "a.zip", wanted=wanted)
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    page = (folder / "01-案件登记.html").read_text("utf-8")
    assert NAME in page and PHONE in page and IDENTITY in page
    assert json.loads((folder / "01-案件登记.json").read_text())["personal_in_clear"]["id_number"] == IDENTITY
    assert not any(IDENTITY in str(path) or NAME in str(path) for path in folder.rglob("*"))
    entry = (await entries(resources, action="export_case"))[-1]
    said = json.loads(entry["after"])
    assert said["unmasked"] is True and "法院调卷" in entry["reason"] and PHONE not in entry["reason"]
    assert (entry["case_number"], entry["actor"]) == (number, "jing")


async def test_the_entry_of_the_export_names_the_content_and_lies_in_the_bundle(
    resources: Resources, head: Actor, number: str, tmp_path: Path
) -> None:
    made = await export_case(resources, head, number=number, target=tmp_path / "a.zip")
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    manifest = json.loads((folder / "manifest.json").read_text())
    inside = [json.loads(line) for line in (folder / manifest["audit"]["members"]["entries"]).read_text().splitlines()]
    on_record = await entries(resources, case_number=number)
    assert [entry["hash"] for entry in inside] == [entry["hash"] for entry in on_record]
    assert all(entry_hash(entry) == entry["hash"] for entry in inside)
    assert inside[-1]["action"] == "export_case" and len(inside) == made["audit_entries"]
    assert json.loads(inside[-1]["after"])["contents_sha256"] == manifest["audit"]["contents_sha256"]


async def test_who_may_not_read_the_trail_gets_only_his_own_entry(
    resources: Resources, officer: Actor, number: str, tmp_path: Path
) -> None:
    made = await export_case(resources, officer, number=number, target=tmp_path / "a.zip")
    assert made["audit_entries"] == 1
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    assert verified(folder).returncode == 0
    assert "不能查看审计记录" in (folder / "阅读说明.txt").read_text("utf-8-sig")


@pytest.mark.parametrize("harm", ["flipped", "removed", "added", "manifest", "entry", "sums"])
async def test_the_verifier_finds_what_was_done_to_a_bundle(
    sqlite_resources: Resources, tmp_path: Path, harm: str
) -> None:
    resources = sqlite_resources
    case = await registered(resources, await person(resources, "jing", "officer"))
    auditor = await person(resources, "shenji", "auditor")
    await export_case(resources, auditor, number=case.number, target=tmp_path / "a.zip")
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    assert verified(folder).returncode == 0
    page, trail = folder / "01-案件登记.html", next((folder / "审计").glob("*.ndjson"))
    if harm == "flipped":
        content = page.read_bytes()
        page.write_bytes(content[:100] + bytes([content[100] ^ 1]) + content[101:])
    elif harm == "removed":
        page.unlink()
    elif harm == "added":
        (folder / "文书").mkdir()
        (folder / "文书" / "99-补充.pdf").write_bytes(b"%PDF-")
    elif harm == "sums":
        sums = folder / "manifest.sha256"
        sums.write_text("\n".join(sums.read_text().splitlines()[1:]) + "\n")
    else:
        # Somebody who makes all hashes fit again is given away by the chain.
        if harm == "entry":
            lines = [json.loads(line) for line in trail.read_text().splitlines()]
            lines[0]["actor_name"] = "别人"
            lines[0]["hash"] = entry_hash(lines[0])
            trail.write_text("".join(json.dumps(each, ensure_ascii=False, sort_keys=True) + "\n" for each in lines))
        else:
            page.write_text(page.read_text("utf-8").replace("吸尘器", "电饭煲"), "utf-8")
        _fit_again(folder)
    found = verified(folder)
    assert found.returncode == 1, found.stdout + found.stderr
    words = {
        "flipped": "改动",
        "removed": "缺少",
        "added": "多出",
        "sums": "清单",
        "manifest": "导出",
        "entry": "不在链中",
    }
    assert words[harm] in found.stdout


def _fit_again(folder: Path) -> None:
    manifest = json.loads((folder / "manifest.json").read_text())
    for member in manifest["members"]:
        content = (folder / member["name"]).read_bytes()
        member.update(size=len(content), sha256=hashlib.sha256(content).hexdigest())
    (folder / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False))
    names = [member["name"] for member in manifest["members"]] + ["manifest.json"]
    sums = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}\n" for name in names]
    (folder / "manifest.sha256").write_text("".join(sums))


async def test_a_damaged_original_is_refused_by_name_or_listed_when_asked(
    resources: Resources, head: Actor, number: str, tmp_path: Path
) -> None:
    receipt = hashlib.sha256(PDF + b"receipt").hexdigest()
    resources.files.path(receipt).write_bytes(b"other")
    before = await counts(resources)
    with pytest.raises(ComplianceError) as told:
        await export_case(resources, head, number=number, target=tmp_path / "a.zip")
    assert (
        told.value.status == 409 and "平台回执.pdf" in told.value.message("zh") and "\n" not in told.value.message("en")
    )
    assert await counts(resources) == before, "what did not leave is not on record as having left"
    assert list(tmp_path.glob("*.zip")) == [] and list(tmp_path.glob(".anqi*")) == []
    made = await export_case(
        resources, head, number=number, target=tmp_path / "a.zip", wanted=Wanted(without_damaged=True)
    )
    assert [each["sha256"] for each in made["damaged"]] == [receipt]
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    assert verified(folder).returncode == 0
    row = next(row for row in rows_of(folder / "00-目录.csv") if row["题名"].startswith("回执"))
    assert row["文件"] == "" and "损坏" in row["备注"]
    assert receipt in (folder / "阅读说明.txt").read_text("utf-8-sig")
    said = json.loads((await entries(resources, action="export_case"))[-1]["after"])
    assert said["damaged"] == [receipt]


async def test_drafts_go_along_only_when_asked_and_say_so(
    resources: Resources, head: Actor, number: str, tmp_path: Path
) -> None:
    await export_case(resources, head, number=number, target=tmp_path / "a.zip", wanted=Wanted(drafts=True))
    folder = unpacked(tmp_path / "a.zip", tmp_path / "u")
    draft = next(row for row in rows_of(folder / "00-目录.csv") if "未签发" in row["备注"])
    assert draft["文号"] == ""
    if draft["文件"]:
        assert draft["文件"].startswith("草稿/") and (folder / draft["文件"]).read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("place", ["there", "folder", "gone"])
async def test_nothing_is_overwritten_and_no_folder_made(
    sqlite_resources: Resources, tmp_path: Path, place: str
) -> None:
    resources = sqlite_resources
    case = await registered(resources, await person(resources, "jing", "officer"))
    target = {"there": tmp_path / "a.zip", "folder": tmp_path, "gone": tmp_path / "no" / "a.zip"}[place]
    if place == "there":
        target.write_bytes(b"mine")
    with pytest.raises(BadInput):
        await export_case(resources, await person(resources, "s", "auditor"), number=case.number, target=target)
    assert place != "there" or target.read_bytes() == b"mine"
    assert not await entries(resources, action="export_case")


async def test_a_file_that_takes_the_name_meanwhile_stays(
    sqlite_resources: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resources, target = sqlite_resources, tmp_path / "a.zip"
    case = await registered(resources, await person(resources, "jing", "officer"))

    def other_first(*arguments: Any, **named: Any) -> None:
        target.write_bytes(b"theirs")

    monkeypatch.setattr(bundle, "check_bundle", other_first)
    with pytest.raises(BadInput, match="已存在"):
        await export_case(resources, await person(resources, "s", "auditor"), number=case.number, target=target)
    assert target.read_bytes() == b"theirs" and [path.name for path in tmp_path.glob("*.*p*")] == ["a.zip"]


async def test_an_unknown_case_and_a_role_without_the_right_are_refused(
    resources: Resources, officer: Actor, tmp_path: Path
) -> None:
    with pytest.raises(NotFound):
        await export_case(resources, officer, number="TS-2026-99999", target=tmp_path / "a.zip")
    case = await registered(resources, officer)
    with pytest.raises(Forbidden):
        await export_case(
            resources, await person(resources, "guan", "administrator"), number=case.number, target=tmp_path / "a.zip"
        )
    assert (await entries(resources, action="export_case"))[-1]["outcome"] == "refused"
    assert list(tmp_path.glob("*.zip")) == []


async def test_a_full_disk_leaves_nothing_and_says_so(
    sqlite_resources: Resources, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/dev/full answers every write as a full disk does."""
    resources, place = sqlite_resources, tmp_path / "out"
    place.mkdir()
    case = await registered(resources, await person(resources, "jing", "officer"))
    full = open("/dev/full", "wb")  # noqa: SIM115 - closed by the export
    monkeypatch.setattr(new_file.os, "fdopen", lambda handle, mode: full)
    with pytest.raises(ComplianceError) as told:
        await export_case(
            resources, await person(resources, "s", "auditor"), number=case.number, target=place / "a.zip"
        )
    assert told.value.status == 507 and isinstance(told.value.__cause__, OSError)
    assert told.value.__cause__.errno == errno.ENOSPC
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("harm", ["entry", "checkpoint"])
async def test_a_history_that_was_altered_proves_nothing(
    sqlite_resources: Resources, tmp_path: Path, harm: str
) -> None:
    resources, auditor = sqlite_resources, await person(sqlite_resources, "s", "auditor")
    case = await registered(resources, await person(resources, "jing", "officer"))
    await export_case(resources, auditor, number=case.number, target=tmp_path / "whole.zip")
    if harm == "entry":
        for row in await resources.database.fetch("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            await resources.database.execute(f"DROP TRIGGER {row['name']}")
        await resources.database.execute("UPDATE audit_entries SET actor_name = 'x' WHERE action = 'receive_complaint'")
    else:
        path = next(resources.settings.checkpoints_dir.glob("*.jsonl"))
        path.write_text(path.read_text().replace('"size": ', '"size": 9'))
    with pytest.raises(ComplianceError, match="检查点") as told:
        await export_case(resources, auditor, number=case.number, target=tmp_path / "a.zip")
    assert told.value.status == 409 and not (tmp_path / "a.zip").exists()
