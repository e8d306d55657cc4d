"""`anqi calendar load`, `rules rehearse`, `rules propose` and `law …`: a preview first, a second person, then the new dates."""

from __future__ import annotations

from pathlib import Path

import pytest

from deadlines import rule_texts
from tests.cli.conftest import Call

PASSWORD = "a long enough sentence"
# An invented notice; no notice for 2027 is published.
NOTICE = """关于2027年部分节假日安排的通知（试验用）
一、元旦：1月1日（周五）至4日（周一）放假调休，共4天。2026年12月27日（周日）上班。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月30日（周六）、2月14日（周日）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。4月25日（周日）、5月8日（周六）上班。
五、端午节：6月9日（周三）放假，共1天。
六、中秋节：9月15日（周三）放假，共1天。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
"""


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    file = tmp_path / "通知.txt"
    file.write_text(NOTICE, encoding="utf-8")
    return file


def test_a_notice_is_read_previewed_and_put_into_force_by_a_second_person(
    call: Call, demo_data: Path, notice: Path
) -> None:
    before = {(c["number"], c["limit"]): c["due_on"] for c in call("deadlines", "list", "--json").json}
    told = ("--number", "（试）第1号", "--issued-on", "2026-11-20", "--json")
    proposed = call("calendar", "load", notice, *told)
    assert proposed.code == 0, proposed.err
    found = proposed.json
    assert found["state"] == "proposed" and found["doubts"], "the invented notice pays for too few days, and it says so"
    assert {line["holiday"] for line in found["understood"]} >= {"元旦", "春节", "国庆节"}
    moved = {(move["number"], move["limit"]): (move["from"], move["to"]) for move in found["moves"]}
    assert moved and found["summary"]["clocks_moved"] == len(moved)
    assert call("calendar", "show", "2027", "--json").json["status"] == "provisional"
    unmoved = {(c["number"], c["limit"]): c["due_on"] for c in call("deadlines", "list", "--json").json}
    assert unmoved == before

    refused = call("law", "confirm", "1", "--by", "fuzeren", "--reason", "核对", "--password-stdin", "--json")
    assert refused.code == 2 and "密码" in refused.refusal
    made = call(
        "user", "add", "zong", "--name", "示例总", "--role", "head", "--password-stdin", given=PASSWORD.encode()
    )
    assert made.code == 0, made.err
    confirmed = call(
        *("law", "confirm", "1", "--by", "zong", "--reason", "已对照", "--password-stdin", "--json"),
        given=PASSWORD.encode(),
    )
    assert confirmed.code == 0, confirmed.err
    assert (confirmed.json["state"], confirmed.json["revision"]) == ("in_force", 1)
    assert call("calendar", "show", "2027", "--json").json["status"] == "published"
    after = {(c["number"], c["limit"]): c["due_on"] for c in call("deadlines", "list", "--json").json}
    changed = {key: (before[key], after[key]) for key in before if before[key] != after[key]}
    assert changed == {key: ends for key, ends in moved.items() if ends[0] != ends[1]}
    assert call("audit", "verify", "--json").json["ok"]


def test_a_second_notice_for_a_year_is_refused_and_never_takes_the_place_of_the_first(
    call: Call, folder: Path, tmp_path: Path
) -> None:
    file = tmp_path / "2026.txt"
    text = "关于2026年部分节假日安排的通知（试验用）\n一、元旦：1月1日（周四）放假，共1天。\n"
    file.write_text(text, "utf-8")
    refused = call("calendar", "load", file, "--number", "（试）第2号", "--issued-on", "2026-11-20", "--json")
    assert refused.code == 2 and "2026 年已有通知" in refused.refusal and "amends" in refused.refusal


def test_a_rehearsal_reports_and_writes_nothing(call: Call, demo_data: Path, tmp_path: Path) -> None:
    draft = tmp_path / "samr_complaint.toml"
    draft.write_text(
        rule_texts()["samr_complaint.toml"].replace('span = "7 working days"', 'span = "6 working days"'), "utf-8"
    )
    entries = call("audit", "verify", "--json").json["entries"]
    found = call("rules", "rehearse", draft, "--json").json
    assert found["summary"]["earlier"] == len([m for m in found["moves"] if m["how"] == "earlier"]) > 0
    assert call("audit", "verify", "--json").json["entries"] == entries
    assert call("law", "list", "--json").json == []


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("house.toml", "regime = ", "house.toml"),
        ("house.toml", 'regime = "house"\nlabels = "x"', "labels"),
        ("house.toml", rule_texts()["house.toml"].replace("complaint_received", "complaint_recieved", 1), "recieved"),
        ("house.toml", rule_texts()["house.toml"].replace("from = 2015-01-01", "from = 2015-02-30", 1), "house.toml"),
        ("house.txt", "x", ".toml"),
        ("通知.txt", "放假通知：2027年天天放假", "没有任何假期"),
        ("通知.txt", NOTICE.replace("6月9日（周三）放假", "6月9日前后放假"), "五、端午节"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    call: Call, folder: Path, tmp_path: Path, name: str, content: str, says: str
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    how = ("calendar", "load") if name == "通知.txt" else ("rules", "propose")
    refused = call(*how, file, "--reason", "试", "--json")
    assert refused.code == 2 and says in refused.refusal


def test_a_recount_finds_nothing_to_change(call: Call, demo_data: Path) -> None:
    assert call("deadlines", "recount", "--json").json == {"changed": 0}
