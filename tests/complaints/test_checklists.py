"""Checklists of grounds: one list of a kind on any day, cited item by item, refused when incomplete, put on record in words."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from compliance.complaints.checklists import (
    CHECKLIST_OF,
    TITLES,
    ChosenGround,
    governing_day,
    ground_sentence,
    has_checklist,
)
from filings.ground_lists import FILE, KINDS, NoGroundList, ground_list_on, read_ground_lists
from filings.letters import load_catalogue
from filings.markup import TemplateRefused

LAST_DAY, FIRST_DAY = date(2026, 4, 14), date(2026, 4, 15)
CITY = """
[[local]]
area = "示例市"
list = "order121_article16"
from = 2026-06-01
source = "《示例市细化规定》"
url = "https://www.example.gov.cn/rule"
factor = [{ item = 1, text = "一年内以同一事由投诉十次以上", text_en = "Ten complaints of one kind within a year." }]
"""


@dataclass(frozen=True)
class Act:
    kind: str
    on: date


@pytest.mark.parametrize(
    ("kind", "day", "instrument", "article", "items"),
    [
        ("non_acceptance", date(2020, 1, 1), "市场监督管理投诉举报处理暂行办法", "第十五条", 6),
        ("non_acceptance", LAST_DAY, "市场监督管理投诉举报处理暂行办法", "第十五条", 6),
        ("non_acceptance", FIRST_DAY, "市场监督管理投诉举报处理办法", "第十六条", 7),
        ("mediation_termination", LAST_DAY, "市场监督管理投诉举报处理暂行办法", "第二十一条第一款", 7),
        ("mediation_termination", FIRST_DAY, "市场监督管理投诉举报处理办法", "第二十三条第一款", 8),
    ],
)
def test_the_list_in_force_on_the_day_is_given(kind, day, instrument, article, items):
    found = ground_list_on(kind, day)
    assert (found.instrument, found.article, len(found.grounds)) == (instrument, article, items)
    assert found.evidence == "text_seen" and found.url.startswith("https://www.")
    assert [ground.item for ground in found.grounds] == list(range(1, items + 1))
    assert all(ground.text_en.endswith(".") for ground in found.grounds)


def test_every_day_since_2020_has_exactly_one_list_of_each_kind():
    lists = read_ground_lists(FILE.read_bytes()).lists
    day = date(2020, 1, 1)
    while day < date(2027, 1, 1):
        for kind in KINDS:
            holding = [
                each for each in lists if each.kind == kind and each.first_day <= day and (each.until or day) >= day
            ]
            assert [each.id for each in holding] == [ground_list_on(kind, day).id]
        day += timedelta(days=1)


def test_a_day_before_the_first_list_and_an_unknown_kind_are_refused():
    with pytest.raises(NoGroundList, match="2020-01-01"):
        ground_list_on("non_acceptance", date(2019, 12, 31))
    with pytest.raises(NoGroundList, match="mediation_termination"):
        ground_list_on("magic", FIRST_DAY)


def test_items_only_of_order_121_are_not_offered_under_order_20():
    new, old = ground_list_on("non_acceptance", FIRST_DAY), ground_list_on("non_acceptance", LAST_DAY)
    assert "冒用他人名义" in new.ground(6).text and not any("冒用" in ground.text for ground in old.grounds)
    with pytest.raises(LookupError, match="没有第7项"):
        old.ground(7)
    ends = ground_list_on("mediation_termination", LAST_DAY)
    assert "四十五个工作日" in ends.ground(5).text
    assert "六十日" in ground_list_on("mediation_termination", FIRST_DAY).ground(5).text


def test_the_factors_belong_to_item_three_of_order_121_and_decide_nothing_alone():
    new, old = ground_list_on("non_acceptance", FIRST_DAY), ground_list_on("non_acceptance", LAST_DAY)
    assert [factor.article for factor in new.factors_of(3)] == [f"第十七条第（{n}）项" for n in "一二三四五"]
    assert new.factors_of(2) == () and old.factors_of(3) == () and old.factors is None
    assert "不当然" in new.factors.note


def test_a_citys_refinement_is_shown_to_its_own_authorities_from_its_day():
    refined = read_ground_lists(FILE.read_bytes() + CITY.encode()).on("non_acceptance", date(2026, 7, 1))
    day = date(2026, 7, 1)
    assert [f.source for f in refined.factors_of(3, authority="示例市某区市场监督管理局", on=day)][5:] == [
        "《示例市细化规定》"
    ]
    assert len(refined.factors_of(3, authority="别市市场监督管理局", on=day)) == 5
    assert len(refined.factors_of(3, authority="示例市某区市场监督管理局", on=date(2026, 5, 31))) == 5
    assert not any(each.local for each in read_ground_lists(FILE.read_bytes()).lists)


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ("until = 2026-04-14", "until = 2026-04-13", r"清单 order121_article16 的 from：.*空档"),
        ("until = 2026-04-14", "until = 2026-04-20", r"清单 order121_article16 的 from：.*重叠"),
        ('evidence = "text_seen"', 'evidence = "unverified"', r"清单 order20_article15 的 cite\.evidence"),
        (', article = "第十六条"', "", r"清单 order121_article16 的 cite\.article：缺失"),
        ('url = "https://www.samr', 'url = "www.samr', r"清单 order121_article16 的 cite\.url"),
        ('kind = "mediation_termination"', 'kind = "ending"', r"清单 order20_article21 的 kind"),
        ("item = 2\nlabel", "item = 9\nlabel", r"清单 order20_article15 的 ground\.item：.*连续"),
        ("[list.factors]\nitem = 3", "[list.factors]\nitem = 8", r"清单 order121_article16 的 factors\.item"),
        ('text_en = "Several people', 'text_fr = "Several people', r"清单 order121_article16 的 factor\.text_en"),
    ],
)
def test_what_is_incomplete_or_contradictory_is_refused_by_list_and_key(before, after, named):
    text = FILE.read_text("utf-8")
    assert before in text
    with pytest.raises(TemplateRefused, match=named) as refused:
        read_ground_lists(text.replace(before, after, 1).encode())
    assert refused.value.line > 1 and refused.value.file == "grounds.toml"


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ('list = "order121_article16"', 'list = "order121_article99"', r"清单 示例市 的 local\.list"),
        (
            'list = "order121_article16"',
            'list = "order20_article15"',
            r"order20_article15 的 local\.list：.*没有可以细化",
        ),
        ('source = "《示例市细化规定》"\n', "", r"order121_article16 的 local\.source：缺失"),
        ('url = "https://www.example.gov.cn/rule"\n', "", r"order121_article16 的 local\.url：缺失"),
    ],
)
def test_a_refinement_without_a_source_or_a_list_is_refused(before, after, named):
    with pytest.raises(TemplateRefused, match=named):
        read_ground_lists(FILE.read_bytes() + CITY.replace(before, after).encode())


def test_letters_hold_the_very_lists_of_the_pages():
    catalogue = load_catalogue()
    for letter_id, kind in (
        ("non_acceptance_decision", "non_acceptance"),
        ("mediation_termination_decision", "mediation_termination"),
    ):
        for version in catalogue.letter(letter_id).versions:
            assert version.grounds is catalogue.ground_lists.on(kind, version.first_day)
            assert version.grounds == ground_list_on(kind, version.until or date(2026, 11, 22))


def test_a_letter_whose_period_leaves_its_lists_period_is_refused(tmp_path):
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "grounds.toml").write_bytes(FILE.read_bytes())
    letter = (FILE.parent / "non_acceptance_decision.zh.md").read_text("utf-8")
    (folder / "non_acceptance_decision.zh.md").write_text(
        letter.replace("from = 2020-01-01", "from = 2019-01-01"), "utf-8"
    )
    with pytest.raises(TemplateRefused, match="order20_article15 的施行期间不符"):
        load_catalogue(folder)


def test_the_words_of_kinds_are_the_same_on_both_sides():
    assert dict(TITLES) == dict(KINDS)
    assert set(CHECKLIST_OF.values()) == set(KINDS)


def test_the_governing_day_is_receipt_for_acceptance_and_acceptance_for_mediation():
    acts = [Act("complaint_received", LAST_DAY), Act("signed_in", FIRST_DAY), Act("accepted", FIRST_DAY)]
    today = date(2026, 11, 22)
    assert governing_day("non_acceptance", acts, otherwise=today) == LAST_DAY
    assert governing_day("mediation_termination", acts, otherwise=today) == FIRST_DAY
    assert governing_day("mediation_termination", acts[:1], otherwise=today) == today


def test_only_market_supervision_complaints_are_decided_on_these_lists():
    assert has_checklist("not_accepted", ("samr_complaint", "house"))
    assert not has_checklist("not_accepted", ("consumer_association_zhejiang",))
    assert not has_checklist("accepted", ("samr_complaint",))


def test_a_choice_becomes_one_sentence_that_names_article_item_and_factors():
    found = ground_list_on("non_acceptance", FIRST_DAY)
    chosen = ChosenGround(
        kind="non_acceptance",
        instrument=found.instrument,
        number=found.number,
        article=found.ground(3).article,
        factors=tuple(factor.article for factor in found.factors_of(3)[:2]),
    )
    assert ground_sentence(chosen) == (
        "不予受理情形：《市场监督管理投诉举报处理办法》（国家市场监督管理总局令第121号）第十六条第（三）项。"
        "判断时考虑的因素：第十七条第（一）项、第（二）项。"
    )
    other = ChosenGround(
        kind="mediation_termination",
        instrument="甲",
        number="乙",
        article="第一条第（八）项",
        detail="《某条例》第三条。",
    )
    assert ground_sentence(other).endswith("所涉规定：《某条例》第三条。")
