"""A fact that is several of its options is ticked in boxes: the same value is stored, nothing ticked is lost."""

from __future__ import annotations

import html
import re

import pytest

CASE = "TS-2026-00002"
KINDS = ("修理", "重作", "更换", "退货", "补足数量", "退还货款和服务费用", "赔偿损失")
NAME = "fact_request_kinds"


@pytest.fixture
def draft(house) -> str:
    made = house.as_("officer").post(
        f"/complaints/{CASE}/letters", {"letter_id": "complaint_registration_form", "step_on": "2026-11-21"}
    )
    assert made.status_code == 303, made.text[:500]
    return re.match(r"/documents/(\d+)", made.headers["location"]).group(1)  # type: ignore[union-attr]


def boxes(text: str) -> dict[str, bool]:
    """Option → whether it is ticked, as the page draws it."""
    found = re.findall(rf'<input class="form-check-input[^"]*" type="checkbox"[^>]* name="{NAME}" value="([^"]*)"( checked)?>', text)  # fmt: skip
    return {html.unescape(value): bool(ticked) for value, ticked in found}


def form_of(text: str) -> dict[str, object]:
    """What a browser without JavaScript would send of the facts, unchanged."""
    form = text[text.index('id="form-facts"') :]
    form = form[: form.index("</form>")]
    typed: dict[str, object] = {
        name: html.unescape(value)
        for name, value in re.findall(r'<input class="form-control[^>]* name="(fact_[a-z_]+)" value="([^"]*)"', form)
    }
    typed |= {name: html.unescape(value) for name, value in re.findall(r'<textarea[^>]* name="(fact_[a-z_]+)"[^>]*>([^<]*)<', form)}  # fmt: skip
    revision = re.search(r'name="revision" value="(\d+)"', form)
    assert revision
    return typed | {"revision": revision[1], NAME: ["", *(value for value, ticked in boxes(form).items() if ticked)]}


def facts(house, draft: str) -> object:
    return house.as_("officer").get(f"/api/v1/documents/{draft}").json()["facts"].get("request_kinds")


def test_boxes_store_what_the_lines_stored_and_all_may_be_cleared(house, draft):
    browser, here = house.as_("officer"), f"/documents/{draft}"
    page = browser.get(here).text
    assert boxes(page) == dict.fromkeys(KINDS, False) and f'name="{NAME}"' in page
    assert f'<textarea class="form-control" id="f-{NAME}"' not in page
    typed = form_of(page)
    for ticked in (["", "退货", "赔偿损失"], "退货\r\n赔偿损失"):
        answer = browser.post(f"{here}/facts", typed | {NAME: ticked, "then": "save"})
        assert answer.status_code == 303, answer.text[:500]
        assert facts(house, draft) == ["退货", "赔偿损失"]
        page = browser.get(here).text
        assert [value for value, on in boxes(page).items() if on] == ["退货", "赔偿损失"]
        typed = form_of(page)
    assert browser.post(f"{here}/facts", typed | {NAME: "", "then": "save"}).status_code == 303
    assert not facts(house, draft)


def test_a_form_without_the_boxes_leaves_the_fact_alone(house, draft):
    browser, here = house.as_("officer"), f"/documents/{draft}"
    typed = form_of(browser.get(here).text)
    assert browser.post(f"{here}/facts", typed | {NAME: ["", "修理"], "then": "save"}).status_code == 303
    typed = form_of(browser.get(here).text)
    typed.pop(NAME)
    assert browser.post(f"{here}/facts", typed | {"then": "save"}).status_code == 303
    assert facts(house, draft) == ["修理"]


@pytest.mark.parametrize("ticked", [["", "更换"], ["", "更换", "退货"], ["", "修理", "<b>无此项</b>"], [""]])
def test_a_refused_save_keeps_what_was_ticked(house, draft, ticked):
    browser, here = house.as_("officer"), f"/documents/{draft}"
    typed = form_of(browser.get(here).text)
    answer = browser.post(f"{here}/facts", typed | {NAME: ticked, "revision": "999", "then": "save"})
    assert answer.status_code in (409, 422)
    shown = boxes(answer.text)
    assert [value for value, on in shown.items() if on] == ticked[1:]
    assert set(shown) == set(KINDS) | set(ticked[1:]) and "<b>无" not in answer.text
    assert not facts(house, draft)


def test_a_keyboard_and_a_voice_find_the_group_and_its_error(house, draft):
    page = house.as_("officer").get(f"/documents/{draft}").text
    group = page[page.index("<fieldset") : page.index("</fieldset>")]
    assert re.search(r"<legend[^>]*>投诉请求的类型", group)
    assert group.count(f'id="f-{NAME}"') == 1 and group.index(f'id="f-{NAME}"') < group.index("修理")
    described = re.search(r'aria-describedby="([^"]+)"', group)
    assert described and all(f'id="{each}"' in group for each in described[1].split())
    assert "可选一项或者多项" in group
    english = house.as_("officer", lang="en").get(f"/documents/{draft}").text
    assert "one or several" in english
