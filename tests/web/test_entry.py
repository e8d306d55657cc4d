"""登记: a pasted slip fills the empty fields, letters are cited, a number that looks wrong needs a reason to stand."""

import re

import pytest

from tests.complaints.test_slip import FULL, NUMBER

LETTER = {
    "channel": "samr_office",
    "kind": "letter",
    "received": "2026-11-18",
    "due_on": "2026-11-27",
    "content": "请于指定日期前书面答复。",
}


def value_of(page: str, name: str) -> str:
    """What the field of that name shows."""
    field = re.search(rf'<input[^>]*\bname="{name}"[^>]*?value="([^"]*)"', page)
    return field.group(1) if field else re.findall(rf'<textarea[^>]*name="{name}"[^>]*>([^<]*)<', page)[0]


def test_a_pasted_slip_fills_the_form_and_marks_what_it_filled(house):
    browser = house.as_("officer")
    before = browser.get("/api/v1/complaints").json()["total"]
    page = browser.post("/complaints/slip", {"slip": FULL, "kind": "complaint", "handler": "officer"})
    assert page.status_code == 200
    shown = page.text
    assert value_of(shown, "external_number") == NUMBER and value_of(shown, "phone") == "13800001234"
    assert value_of(shown, "received") == "2026-11-16 09:30" and value_of(shown, "demands").split() == [
        "退货退款",
        "赔偿损失500元",
    ]
    assert 'value="samr_12315" selected' in shown and 'value="officer" selected' in shown
    assert shown.count("自动识别，请核对") == 13 and "已识别 13 项" in shown
    assert "打印时间：2026-11-20" in shown and "诉求内容：2026年11月2日购买电饭煲" in shown
    assert "已过 4 个工作日，剩 3" in shown
    assert browser.get("/api/v1/complaints").json()["total"] == before


def test_nothing_typed_is_replaced_without_saying_so(house):
    typed = {"slip": FULL, "name": "示例手填", "phone": "13800001234", "received": "2026-11-17", "kind": "complaint"}
    page = house.as_("officer").post("/complaints/slip", typed).text
    assert value_of(page, "name") == "示例手填" and value_of(page, "received") == "2026-11-17"
    assert "工单中为“示例张三”，未覆盖已填内容。" in page and 'data-value="示例张三"' in page
    assert "其中 2 项与已填内容不同" in page


def test_a_slip_that_says_nothing_is_said_to_say_nothing(house):
    page = house.as_("officer", lang="en").post("/complaints/slip", {"slip": "天气不错", "content": "留着"}).text
    assert "Nothing was recognised" in page and "天气不错" in page and "留着" in page


def test_a_wrong_number_on_a_slip_is_named_at_once(house):
    page = house.as_("officer").post("/complaints/slip", {"slip": FULL.replace(NUMBER, NUMBER[:-1])}).text
    assert "应为25位数字，现为24位" in page and value_of(page, "external_number") == NUMBER[:-1]


def test_a_filled_form_registers_as_it_stands(house):
    browser = house.as_("officer")
    page = browser.post("/complaints/slip", {"slip": FULL, "kind": "complaint"}).text
    names = ("external_number", "received", "name", "phone", "content", "respondent_name", "due_on")
    typed = {name: value_of(page, name) for name in names} | {
        "channel": "samr_12315",
        "kind": "complaint",
        "slip": FULL,
    }
    saved = browser.post("/complaints/new", typed)
    assert saved.status_code == 303
    case = browser.get(saved.headers["location"]).text
    assert NUMBER in case and "2026-11-16 09:30" in case and "138****1234" in case


def test_a_wrong_number_stands_only_with_a_reason_that_is_kept(house):
    browser = house.as_("officer")
    typed = {"channel": "samr_12315", "kind": "complaint", "received": "2026-11-20", "content": "编号少一位"}
    typed["external_number"] = "144010400202611200000099"
    refused = browser.post("/complaints/new", typed)
    assert refused.status_code == 422 and 'name="number_reason"' in refused.text
    saved = browser.post("/complaints/new", typed | {"number_reason": "来函原件即为24位"})
    assert saved.status_code == 303
    case = browser.get(saved.headers["location"]).text
    assert "来件编号按原样登记" in case and "来函原件即为24位" in case and "现为24位" in case


def test_the_api_asks_the_same_check(house):
    browser = house.as_("officer")
    wanted = {
        "submission_key": "wrong-number-1", "channel": "samr_12315", "received_on": "2026-11-20", "content": "x",
        "external_number": "144010400202611200000098",
    }  # fmt: skip
    headers = {"X-CSRF-Token": browser.token()}
    refused = browser._send("POST", "/api/v1/complaints", json=wanted, headers=headers)
    assert refused.status_code == 422 and "应为25位数字，现为24位" in refused.text
    taken = browser._send("POST", "/api/v1/complaints", json=wanted | {"number_reason": "原件如此"}, headers=headers)
    assert taken.status_code == 201 and "原件如此" in taken.json()["notes"][0]
    spaced = wanted | {"submission_key": "spaced-number-1", "external_number": "1440104 00 20261120 00000097"}
    assert browser._send("POST", "/api/v1/complaints", json=spaced, headers=headers).json()["external_number"] == (
        "1440104002026112000000097"
    )


def test_a_letter_is_cited_by_its_name_and_number(house):
    browser = house.as_("officer")
    typed = LETTER | {"letter_title": "关于示例投诉的转办函", "letter_number": "示市监转〔2026〕12号"}
    preview = browser.post("/complaints/preview", typed).text
    assert "《关于示例投诉的转办函》（示市监转〔2026〕12号）" in preview and "2026-11-27（周五）" in preview
    saved = browser.post("/complaints/new", typed)
    case = browser.get(saved.headers["location"]).text
    assert "《关于示例投诉的转办函》（示市监转〔2026〕12号）" in case and "<dt>来文字号</dt>" in case


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ({"kind": "letter"}, True),
        ({"kind": "complaint", "due_on": "2026-11-27"}, True),
        ({"kind": "complaint", "channel": "samr_office"}, True),
        ({"kind": "complaint", "letter_number": "示〔2026〕1号"}, True),
        ({"kind": "complaint", "channel": "samr_12315"}, False),
    ],
)
def test_the_fields_of_a_letter_come_when_there_is_one(house, typed, asked):
    answer = house.as_("officer").post("/complaints/preview", typed | {"part": "letter"})
    assert answer.status_code == 200 and ('name="letter_title"' in answer.text) is asked


def test_hostile_slips_are_shown_as_text(house):
    page = (
        house.as_("officer").post("/complaints/slip", {"slip": '<script>alert(1)</script>\n投诉人："><img src=x>'}).text
    )
    assert "<script>alert" not in page and "<img src=x" not in page
