"""The deadline certificate: made from what the engine really answers, every day of it, on one page."""

import io
import re
from datetime import date, timedelta

import pypdfium2
import pytest

from deadlines import counting
from filings.certificate.readings import _OPEN_QUESTIONS
from filings.compose import compose, document_text
from filings.facts import FactsRefused
from filings.model import Table
from filings.pdf import render_pdf
from filings.word import render_word, word_text
from tests.filings.certificate_clocks import CLOCKS, clock, on_file

SAT_2026_11_21 = date(2026, 11, 21)
NOTICE_2026 = "国办发明电〔2025〕7号"


@pytest.mark.parametrize("name", CLOCKS)
def test_a_clock_of_every_sort_stands_on_one_page_with_the_same_words_in_word(catalogue, name):
    deadline = clock(name)
    document = _certificate(catalogue, deadline | {"on_file": on_file(deadline)})
    pdf = pypdfium2.PdfDocument(io.BytesIO(render_pdf(document)))
    assert len(pdf) == 1
    printed = pdf[0].get_textpage().get_text_range().replace("\ufffe", "")
    printed = _words(re.sub(r"—\s*\d+\s*—\s*$", "", printed.strip()))
    assert printed == _words(document_text(document)) == _words(word_text(render_word(document)))


@pytest.mark.parametrize("name", CLOCKS)
def test_the_days_on_paper_are_those_of_the_trace(catalogue, name):
    deadline = clock(name)
    table = _days(_certificate(catalogue, deadline))
    trace = deadline["trace"]
    if not trace:
        assert not table.rows
    elif table.header[0] == "日期":
        shown = [(row[0], row[2] == "计入", row[3]) for row in table.rows]
        assert shown == [(_plain(step["on"]), step["counted"], _ordinal(step)) for step in trace]
    elif table.header[0] == "周一":
        marks = _grid(table, date.fromisoformat(trace[0]["on"]))
        for step in trace:
            mark = marks.pop(step["on"])
            assert (
                mark.startswith(_ordinal(step)) if step["counted"] else mark.rstrip("*") in ("休", "停", "顺延", "届满")
            )
        assert set(marks.values()) <= {"起算", "指定日", "届满"}
    else:
        columns = [
            (name, row[place]) for row in table.rows for place, name in enumerate(table.header) if row[place] and place
        ]
        assert sum(_number(cell) for name, cell in columns if name == "计入") == sum(s["counted"] for s in trace)
        assert sum(_number(cell) for name, cell in columns if name in ("不计", "不计入")) == sum(
            not s["counted"] for s in trace
        )
        assert ("累计", f"第{trace[-1]['ordinal']}日") in columns


def test_suspensions_are_marked_and_told_once_with_their_ground(catalogue):
    text = _text(catalogue, "sixty days with two suspensions")
    assert "10-12 停" in text and "11-12 停" in text and "11-13 第25日" in text
    assert "不计入的日期：2026年10月12日至19日（8日）中止（鉴定）；2026年11月2日至12日（11日）中止（检测）。" in text
    assert "2026年10月20日（周二）恢复，当日起继续计算" in text and "第二十三条第一款第五项" in text


def test_make_up_days_and_holidays_stand_with_the_number_of_the_notice(catalogue):
    short = _text(catalogue, "seven working days over the National Day")
    assert f"周六，因国庆节调休上班（{NOTICE_2026}）" in short and f"国庆节放假（{NOTICE_2026}）" in short
    assert "2026年10月15日（周四）" in short and "7个工作日" in short
    long = _text(catalogue, "fifteen and fifteen working days")
    assert "10-10 第14日班" in long and "09-20 第4日班" in long and "10-01 休" in long
    assert f"计入的调休上班日：2026年9月20日（第4日）周日，因国庆节调休上班（{NOTICE_2026}）" in long
    assert long.count(f"（{NOTICE_2026}）") == 4  # two runs off, two days worked: each once
    assert "其间周六、周日" in long and "决定延长15个工作日" in long


def test_a_provisional_clock_says_so_and_gives_the_earliest_day(catalogue):
    deadline = clock("a provisional one")
    assert deadline["provisional"]
    text = _text(catalogue, "a provisional one")
    assert "（暂定）" in text and "通知尚未公布" in text and "01-04 第13日*" in text
    assert f"最早可能的届满日{_plain(deadline['earliest'])}" in text


def test_both_readings_of_the_last_day_stand_with_their_articles(catalogue):
    table = _readings(_certificate(catalogue, clock("sixty days that end on a Saturday")))
    adopted, other = table.rows
    assert adopted[0].startswith("2026年10月24日（周六）") and "本说明采用" in adopted[0]
    assert "不属于“法定节假日”" in adopted[1]
    assert "第121号）第四十五条" in adopted[2] and "程序规定》第八十条（“法定节假日”）" in adopted[2]
    assert other[0] == "2026年10月26日（周一）" and other[2] == "《中华人民共和国民法典》第二百零三条（“法定休假日”）"


def test_a_last_day_that_rolls_on_is_shown_with_the_days_between(catalogue):
    text = _text(catalogue, "sixty days of theirs that roll past a weekend")
    assert "10-24 第60日" in text and "10-25 顺延" in text and "10-26 届满" in text
    assert "届满日顺延：2026年10月24日为休息日或者节假日，顺延至2026年10月26日。" in text
    adopted, other = _readings(_certificate(catalogue, clock("sixty days of theirs that roll past a weekend"))).rows
    assert adopted[0].startswith("2026年10月26日") and adopted[2].endswith("第二百零三条（“法定休假日”）")
    assert other[0] == "2026年10月24日（周六）" and "第四十五条" in other[2]


def test_outside_its_own_field_an_article_is_only_compared(catalogue):
    table = _readings(_certificate(catalogue, clock("six months to sue")))
    assert "令第121号" not in table.rows[0][2] and table.rows[0][2].startswith("比照")


def test_sixty_days_and_forty_five_working_days_stand_side_by_side(catalogue):
    adopted, other = _readings(_certificate(catalogue, clock("sixty days or forty-five working days"))).rows
    assert adopted[0].startswith("2025年10月24日") and "60日" in adopted[1] and "令第778号" in adopted[2]
    assert other[0] == "2025年10月31日（周五）" and "45个工作日" in other[1] and "令第20号）第二十一条" in other[2]


def test_every_open_question_that_the_engine_names_has_its_basis():
    words = (
        *(counting._UNROLLED, counting._ROLLED, counting._PAST_FESTIVAL, counting._PAST_BLOCK),
        *(counting._MIRRORED, counting._WHOLE_HOURS),
    )
    assert {word.zh for word in words} == set(_OPEN_QUESTIONS)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("hours", ("22时40分发现事件", "届满时刻", "按小时连续计算，休息日和节假日计入", "第二百零一条第二款")),
        ("a paused one", ("届满日：待确定", "尚未恢复", "按今日恢复计算", "11-02 停")),
        ("three years of keeping", ("期间届满即止，无须另行作出行为", "3年", "2027-02", "第1096日")),
        ("a count back from a hearing", ("指定日为2026年10月14日（周三）", "倒推", "没有条文规定自何侧起算")),
        ("a restarted one", ("原自2026年10月20日（周二）起算", "重新计算", "2026年11月10日（周二）")),
        ("a directed letter", ("《关于协助核查投诉事项的函》（示市监函〔2026〕18号）", "不逐日计算")),
        ("a secondary source", ("仅见于二手来源，请核对原文", "使用前请核对原文")),
        ("sixty days with two suspensions", ("由“作出受理或者不予受理决定并告知投诉人”的受理（2026年9月30日）起算",)),
        (
            "seven working days over the National Day",
            ("完成：2026年10月12日（周一）受理，未逾期", "同时适用（期限相同）"),
        ),
    ],
)
def test_what_is_special_about_a_clock_is_said(catalogue, name, words):
    text = _text(catalogue, name)
    for expected in words:
        assert expected in text


def test_the_versions_of_rules_and_calendar_and_the_notices_are_named(catalogue):
    deadline = clock("seven working days over the National Day")
    text = _text(catalogue, "seven working days over the National Day")
    assert f"规则版本{deadline['rules']}；日历版本{deadline['calendar']}；放假安排通知：{NOTICE_2026}" in text


def test_the_facts_on_file_stand_with_evidence_hash_and_who_recorded_them(catalogue):
    deadline = clock("ninety and thirty days")
    kept = on_file(deadline)
    text = document_text(_certificate(catalogue, deadline | {"on_file": kept}))
    for act in (kept["start"], *kept["pauses"][0], *kept["extensions"][0]):
        assert f"“{act['evidence']['name']}”" in text and act["evidence"]["sha256"] in text
    assert "文书示收〔2026〕118号" in text and "示例经办人2026-09-30 10:21登记" in text
    assert "2026年10月14日（周三）改为2026年10月27日（周二）：载入2026年放假安排；示例甲提出，示例乙决定" in text


def test_without_a_case_nothing_is_said_of_files(catalogue):
    text = _text(catalogue, "ninety and thirty days")
    assert "证据" not in text and "登记；" not in text and "规定变动" not in text


def test_a_file_that_proves_two_acts_is_listed_once(catalogue):
    deadline = clock("ninety and thirty days")
    kept = on_file(deadline)
    kept["pauses"][0][1]["evidence"] = kept["pauses"][0][0]["evidence"]
    text = document_text(_certificate(catalogue, deadline | {"on_file": kept}))
    assert text.count(kept["pauses"][0][0]["evidence"]["sha256"]) == 1 and text.count("证据2“") == 2


def test_a_count_too_full_for_one_page_runs_on_and_loses_nothing(catalogue):
    deadline = clock("ninety and thirty days")
    deadline = deadline | {"notes": ["另有一项须予说明的事实。" * 30, *deadline["notes"]]}
    document = _certificate(catalogue, deadline | {"on_file": on_file(deadline)})
    pages = pypdfium2.PdfDocument(io.BytesIO(render_pdf(document)))
    printed = [page.get_textpage().get_text_range().replace("\ufffe", "") for page in pages]
    assert len(printed) == 2
    words = _words("".join(re.sub(r"—\s*\d+\s*—\s*$", "", text.strip()) for text in printed))
    assert "10-27第120日" in words and "2026年11月21日" in words and words.count("须予说明") == 30


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        ({}, "缺少"),
        ({"label": "答复"}, "缺少"),
        ("2026-12-01", "须为对象"),
        ({"label": "甲\u202e"}, "U+202E"),
        ({"started_on": "1月1日"}, "不是日期"),
        ({"due_at": "25点"}, "不是时刻"),
        ({"pauses": [{"from": "去年"}]}, "不是日期"),
        ({"alternatives": ["周一"]}, "须为对象"),
        ({"on_file": {"start": {"evidence": {"name": "甲.pdf"}}}}, "sha256"),
        ({"on_file": {"pauses": ["甲"]}}, "on_file"),
        ({"trace": [{"on": "2026-01-01"}] * 10_001}, "上限"),
    ],
)
def test_what_is_no_deadline_is_refused(catalogue, deadline, words):
    whole = {
        "label": "甲",
        "owner": "o",
        "state": "s",
        "started_on": "2026-01-01",
        "citation": {"instrument": "x"},
        "trace": [],
    }
    if isinstance(deadline, dict) and deadline and deadline != {"label": "答复"}:
        deadline = whole | deadline
    with pytest.raises(FactsRefused, match="deadline") as refused:
        _certificate(catalogue, deadline)
    assert words in str(refused.value)


def _certificate(catalogue, deadline):
    facts = {
        "issuer": "示例市示例区市场监督管理局",
        "computed_on": "2026-11-21",
        "deadline": deadline,
        "case_reference": "AQ-2026-000123 / 1330102002026093000000001",
    }
    return compose(catalogue.letter("deadline_certificate"), facts, on=SAT_2026_11_21)


def _text(catalogue, name):
    return document_text(_certificate(catalogue, clock(name)))


def _days(document):
    empty = Table((1,), ("",), ())
    return next((b for b in document.blocks if isinstance(b, Table) and b.caption.startswith("逐日计算")), empty)


def _readings(document):
    return next(b for b in document.blocks if isinstance(b, Table) and b.caption.startswith("不同读法"))


def _grid(table, first):
    """ISO day → mark of every filled cell; the grid begins on the Monday of the first day, or a week or two before."""
    cells = [cell for row in table.rows for cell in row]
    place = next(i for i, cell in enumerate(cells) if cell.startswith(f"{first:%m-%d} "))
    days = {}
    for i, cell in enumerate(cells):
        if cell:
            on = first + timedelta(days=i - place)
            shown, mark = cell.split(" ", 1)
            assert shown == f"{on:%m-%d}" and on.weekday() == i % 7
            days[on.isoformat()] = mark
    return days


def _ordinal(step):
    return f"第{step['ordinal']}日" if step["counted"] else ""


def _number(cell):
    return int(cell.removesuffix("日"))


def _plain(iso):
    day = date.fromisoformat(iso)
    return f"{day.year}年{day.month}月{day.day}日"


def _words(text):
    return re.sub(r"\s+", "", text)
