"""规则浏览 and 期限计算器: what an officer looks for is found, two days are compared, a link gives its result again."""

import html
import re
from datetime import date

import pytest

from compliance.complaints.regulators import REGULATORS, by_regulator, regulator_of
from compliance.web.calculator_request import read_length
from compliance.web.rule_search import wanted
from compliance.web.rule_view import Asked, tree_of
from deadlines import load_rulebook
from tests.web.conftest import XSS, Browser

TODAY = date(2026, 11, 22)
HTMX = {"HX-Request": "true"}


def found(query: str, **asked: object) -> set[tuple[str, str, str]]:
    tree = tree_of(load_rulebook(), Asked(query=query, **asked), today=TODAY)
    return {
        (entry.limit.regime, entry.limit.id, entry.cite.article)
        for branch in tree.branches
        for one in branch.instruments
        for entry in one.entries
    }


@pytest.mark.parametrize(
    "query",
    [
        "order 121 art. 15",
        "令121号第十五条",
        "121号令 第15条",
        "121 15",
        "投诉举报处理办法15条",
        "Order 121, article 15",
    ],
)
def test_order_121_article_15_is_found_however_it_is_written(query):
    assert found(query) == {("samr_complaint", "acceptance_decision", "第十五条")}


def test_a_length_is_found_as_a_length_and_not_as_a_part_of_a_longer_one():
    assert wanted("7个工作日").spans == {(7, "working_day")} == wanted("7 working days").spans
    lengths = {
        (span.amount, span.unit)
        for branch in tree_of(load_rulebook(), Asked(query="5个工作日"), today=TODAY).branches
        for one in branch.instruments
        for entry in one.entries
        for span in entry.spans
    }
    assert (5, "working_day") in lengths and ("samr_report", "verification", "第十八条") not in found("5个工作日")


def test_only_what_is_in_force_today_unless_everything_is_asked_for():
    old = ("samr_complaint", "acceptance_decision", "第十四条")
    assert old not in found("受理") and old in found("受理", in_force=False)


def test_owner_and_evidence_narrow_the_list():
    owners = {limit.owner: limit for limit in load_rulebook().limits}
    for owner in owners:
        ids = found("", owner=owner)
        assert ids and all(
            next(one for one in load_rulebook().regimes[regime].limits if one.id == limit).owner == owner
            for regime, limit, _ in ids
        )
    assert ("hotline_12345_guangdong", "reply", "") in found("", evidence="secondary")


def test_every_regime_stands_under_one_regulator():
    names = {name: name for name in load_rulebook().regimes}
    grouped = [name for members in by_regulator(names, language="zh").values() for name in members]
    assert sorted(grouped) == sorted(names) and regulator_of("no_such") == list(REGULATORS)[-1]


def test_the_list_answers_htmx_with_the_tree_alone_and_folds_what_is_long(house):
    browser = house.as_("officer")
    whole = browser.get("/rules")
    assert whole.status_code == 200 and '<details class="card-box law-branch" id="r-samr">' in whole.text
    part = browser.get("/rules?q=121+15", headers=HTMX).text
    assert "<html" not in part and 'id="r-samr" open' in part and "第十五条" in part
    assert "收到投诉之日起7个工作日内，作出受理或者不予受理决定并告知投诉人" in part
    english = house.as_("officer", lang="en").get("/rules?q=121+15", headers=HTMX).text
    assert "Within 7 working days after complaint received: decide on acceptance" in english
    assert "没有符合条件的规则" in browser.get("/rules?q=没有这样的词", headers=HTMX).text
    hostile = browser.get("/rules", params={"q": XSS, "owner": XSS, "evidence": XSS}).text
    assert "<script>alert" not in hostile and "<img src=x" not in hostile


def test_two_days_around_a_switch_are_compared_and_both_are_counted(house):
    page = house.as_("officer").get("/rules/samr_complaint/mediation_end").text
    assert "在 2026-04-14 与 2026-04-15 受理，有何不同" in page
    assert "45个工作日" in page and "鉴定、检测、检验、检定" in page
    assert "2026-06-13（周六）" in page and "2026-06-14（周日）" in page
    gone = house.as_("officer").get("/rules/samr_report/reporter_notice").text
    assert "今日没有适用的版本" in gone and "不再计时" in gone


def test_a_limit_lists_the_open_cases_that_it_runs_in_to_people_who_may_read(house):
    path = "/rules/samr_complaint/acceptance_decision"
    page = house.as_("officer").get(path).text
    counted = int(re.search(r"共 (\d+) 件未完成的计时", page)[1])
    clocks = house.as_("officer").get("/api/v1/clocks").json()
    mine = {c["number"] for c in clocks if (c["regime"], c["limit"]) == ("samr_complaint", "acceptance_decision")}
    assert counted == len(mine) > 0 and all(f'href="/complaints/{number}"' in page for number in mine)
    public = Browser(house, {}).get(path)
    assert public.status_code == 200 and "TS-2026" not in public.text and "登录后可见" in public.text


def test_every_limit_has_a_page_that_leads_to_a_trial(house):
    browser = house.as_("officer")
    for limit in load_rulebook().limits:
        answer = browser.get(f"/rules/{limit.regime}/{limit.id}")
        assert answer.status_code == 200, (limit.regime, limit.id, answer.text[:400])
        trial = html.unescape(re.search(r'href="(/calculator\?regime=[^"]+)"', answer.text)[1])
        assert browser.get(trial).status_code == 200, trial
    assert browser.get("/rules/samr_complaint/nothing").status_code == 404
    assert browser.get("/rules/nothing/acceptance_decision").status_code == 404


def link_of(text: str) -> str:
    return html.unescape(re.search(r'id="calc-link" readonly value="http://127\.0\.0\.1([^"]+)"', text)[1])


def dates_of(text: str) -> list[str]:
    return re.findall(r'<time class="no" datetime="([^"]+)"', text)


def test_the_link_gives_the_same_result_and_carries_no_free_text(house):
    browser = Browser(house, {})
    asked = (
        "/calculator?regime=samr_complaint&profile=authority&kind=complaint_received&on=9.30&kind=accepted&on=10.12"
        "&kind=suspended&on=2026-10-20&ground2=appraisal&kind=resumed&on=10-30&note=示例张三&text=13800001234&kind=&on="
    )
    first = browser.get(asked)
    assert first.status_code == 200
    link = link_of(first.text)
    assert "张三" not in link and "%E5" not in link and "13800001234" not in link and "2026-09-30" in link
    again = browser.get(link)
    assert dates_of(again.text) == dates_of(first.text) != [] and link_of(again.text) == link
    assert "已经更新" not in again.text
    assert "已经更新" in browser.get(re.sub(r"rules=\w+", "rules=000000000000", link)).text


def test_a_link_of_two_regimes_with_facts_and_an_extension_holds(house):
    asked = (
        "/calculator?regime=samr_report&regime=hotline_12345_guangdong&profile=authority&kind=report_received&on=2026-11-02"
        "&kind=extended&on=2026-11-20&by1=15个工作日&kind=work_order_dispatched&on=2026-11-18&fact_request_kind=enquiry"
    )
    browser = Browser(house, {})
    first = browser.get(asked)
    assert "15个工作日" in first.text and first.status_code == 200
    link = link_of(first.text)
    assert "by1=15+working+days" in link and link.count("regime=") == 2
    assert dates_of(browser.get(link).text) == dates_of(first.text)
    api = browser.get(link.replace("/calculator", "/api/v1/deadlines")).json()
    assert {one["regime"] for one in api["deadlines"]} == {"samr_report", "hotline_12345_guangdong"}


def test_events_ahead_are_a_what_if_and_chains_say_what_they_hang_on(house):
    browser = Browser(house, {})
    page = browser.get(
        "/calculator?regime=samr_complaint&profile=authority&kind=complaint_received&on=2026-11-16&kind=accepted&on=2026-11-25"
    ).text
    assert "以下为推演" in page and "由“作出受理或者不予受理决定并告知投诉人”的受理（2026-11-25）起算" in page
    past = browser.get("/calculator?regime=samr_complaint&kind=complaint_received&on=2026-11-16").text
    assert "以下为推演" not in past


def test_the_events_of_the_chosen_regime_come_first(house):
    browser = Browser(house, {})
    fields = browser.get("/calculator?regime=penalty_procedure", headers=HTMX).text
    own, other = fields.split('<optgroup label="其他事项">', 1)
    assert 'value="penalty_notice_served"' in own and 'value="complaint_received"' not in own
    assert 'value="complaint_received"' in other and "<html" not in fields
    facts = browser.get("/calculator?regime=hotline_12345_guangdong", headers=HTMX).text
    assert 'name="fact_request_kind"' in facts


def test_what_cannot_be_read_is_said_beside_its_field_and_kept(house):
    browser = Browser(house, {})
    answer = browser.get(
        "/calculator?regime=samr_report&kind=report_received&on=2026-02-30&kind=extended&on=11.20&by1=一会儿"
    )
    assert answer.status_code == 422 and 'id="e-on0"' in answer.text and 'id="e-by1"' in answer.text
    assert 'value="2026-02-30"' in answer.text and 'value="一会儿"' in answer.text


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("15个工作日", "15 working days"),
        ("15 工作日", "15 working days"),
        ("1个月", "1 month"),
        ("30天", "30 days"),
        ("24 hours", "24 hours"),
        ("1 working day", "1 working day"),
        ("0日", None),
        ("很久", None),
    ],
)
def test_lengths_are_read_as_people_write_them(text, length):
    assert read_length(text) == length
