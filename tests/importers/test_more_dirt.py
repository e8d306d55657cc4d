"""Exports with other dirt: invisible marks, slipped columns, nested pages, dates inside numbers, words for nothing."""

from datetime import date

import pytest

from compliance.complaints.dates import DateRefused, read_moment
from compliance.complaints.identity import tidy
from compliance.complaints.numbering import day_of_work_order
from compliance.complaints.personal_traces import traces
from compliance.importers.refusals import ImportRefused
from compliance.importers.registry import parse_export
from tests.importers.builders import (
    HOTLINE_COLUMNS,
    SAMR_COLUMNS,
    hotline_row,
    hotline_sheet,
    make_csv,
    samr_number,
    samr_row,
    samr_sheet,
)

TODAY = date(2026, 11, 21)


def samr(*rows: list):
    return parse_export(samr_sheet(*rows), filename="来件.xlsx", source="samr_12315", today=TODAY)


def beijing(number: str, moment: str = ""):
    columns = ["工单编号", "工单标题", "工单内容", "推送时间"]
    data = make_csv([columns, [number, "示例标题", "示例内容", moment]])
    return parse_export(data, filename="工单.csv", source="hotline_12345", today=TODAY)


@pytest.mark.parametrize("mark", ["\u202d", "\u202c", "\u00ad", "\u2066", "\u2069", "\ufe0f", "\u200e", "\u3000"])
def test_marks_that_nobody_sees_do_not_spoil_a_number(mark):
    number = samr_number(7)
    parsed = samr(samr_row(7, 登记编号=f"{mark}{number[:9]}{mark}{number[9:]}{mark}"))
    assert parsed.errors == ()
    assert parsed.rows[0].incoming.external_number == number


def test_a_joiner_inside_an_emoji_is_not_a_number_matter():
    assert tidy("１\u202d２") == "12"


@pytest.mark.parametrize(("shown", "kind"), [("投 诉", "complaint"), ("举\u3000报", "report"), ("咨 询", "enquiry")])
def test_blanks_inside_a_type_are_no_other_type(shown, kind):
    parsed = samr(samr_row(1, 类型=shown))
    assert parsed.errors == ()
    assert parsed.rows[0].incoming.kind == kind


def test_a_sentence_in_the_type_column_means_slipped_columns():
    (error,) = samr(samr_row(1, 类型="投诉,全国12315平台,示例甲百货有限公司,示例市")).errors
    assert (error.row, error.field) == (2, "类型")


def test_an_unclosed_quotation_mark_that_shifts_a_row_is_no_complaint():
    text = make_csv([list(SAMR_COLUMNS), samr_row(1, 诉求内容="退货,更换"), samr_row(2)]).decode("utf-8-sig")
    data = text.replace(",投诉,", ',"投诉,', 1).encode()
    parsed = parse_export(data, filename="来件.csv", source="samr_12315", today=TODAY)
    assert [row.incoming.external_number for row in parsed.rows] == [samr_number(2)]
    assert [error.row for error in parsed.errors] == [2]


@pytest.mark.parametrize("said", ["店铺拒绝退款", "东西坏了 商家不管", "行一\n行二", "😀 𠮷野家"])
def test_short_words_of_the_complainant_stay_content(said):
    incoming = samr(samr_row(1, 诉求内容=said, 具体问题="其他投诉问题")).rows[0].incoming
    assert incoming.content == f"{said}\n其他投诉问题"
    assert incoming.demands == ()


@pytest.mark.parametrize(
    ("said", "demands"), [("退赔费用,赔偿损失", ("退赔费用", "赔偿损失")), ("要求退款", ("要求退款",))]
)
def test_the_choices_of_the_platform_are_demands(said, demands):
    incoming = samr(samr_row(1, 诉求内容=said, 具体问题="面包发霉")).rows[0].incoming
    assert (incoming.demands, incoming.content) == (demands, "面包发霉")


def test_a_row_that_says_nothing_is_refused_under_the_sheets_own_column():
    empty = dict.fromkeys(("企业名称", "诉求内容", "问题类别", "具体问题"), "NULL")
    (error,) = samr(samr_row(1, **empty)).errors
    assert (error.row, error.field) == (2, "诉求内容")


@pytest.mark.parametrize("shown", ["10/9/2026", "26-10-09", "9.10.26", "10-09-2026 08:30"])
def test_a_date_that_does_not_say_which_figure_is_the_month_is_not_called_yearless(shown):
    with pytest.raises(DateRefused, match="无法识别日期") as refusal:
        read_moment(shown)
    assert shown in str(refusal.value)


def test_a_day_and_month_with_a_given_year_are_still_read():
    assert read_moment("10-9", year=2026) == date(2026, 10, 9)


@pytest.mark.parametrize("word", ["无", "空", "暂无", "未办结", "待定"])
def test_words_for_no_date_are_blanks(word):
    parsed = parse_export(
        hotline_sheet(hotline_row(转办时间=word, 办结时间=word)),
        filename="工单.xlsx",
        source="hotline_12345",
        today=TODAY,
    )
    assert parsed.errors == ()
    assert parsed.rows[0].incoming.received_column == "受理时间"


@pytest.mark.parametrize("number", ["2026110100001", "20261101000012", "GD20261101-0007", "BJ-20261101000123"])
def test_a_number_that_opens_with_a_day_gives_the_day_of_receipt_and_says_so(number):
    parsed = beijing(number)
    assert parsed.errors == ()
    incoming = parsed.rows[0].incoming
    assert (incoming.received_on, incoming.received_from) == (date(2026, 11, 1), "number")
    assert "收到日取自工单编号（2026-11-01）。" in incoming.notes


@pytest.mark.parametrize(
    "number", ["2026133200001", "2027010100001", "19991101000001", "271231235959000001", "A1234567"]
)
def test_a_number_without_a_possible_day_gives_none(number):
    assert day_of_work_order(number, not_after=TODAY) is None
    (error,) = beijing(number).errors
    assert (error.row, error.field) == (2, "推送时间")


def test_an_export_inside_a_layout_table_is_found():
    cells = "".join(f"<td>{heading}</td>" for heading in HOTLINE_COLUMNS)
    values = "".join(f"<td><span>{value}</span><br></td>" for value in hotline_row())
    inner = f"<table><tr>{cells}</tr><tr>{values}</tr></table>"
    page = f"<html><table><tr><td>导航</td><td>{inner}</td></tr></table></html>".encode()
    parsed = parse_export(page, filename="工单.xls", source="hotline_12345", today=TODAY)
    assert parsed.errors == ()
    assert [row.row for row in parsed.rows] == [2]


def test_a_refusal_does_not_read_the_sheet_out():
    data = make_csv([["市民张某来电反映某商场拒绝退款并要求尽快联系" * 3, "二"], ["三", "四"]])
    with pytest.raises(ImportRefused) as refusal:
        parse_export(data, filename="来件.csv", source="samr_12315", today=TODAY)
    assert "要求尽快联系市民" not in refusal.value.said.zh
    assert "要求尽快联系市民" not in refusal.value.said.en


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf\r\n\r\n", b"\n \n", "\ufeff\r\n".encode("utf-16-le")])
def test_a_file_of_blank_lines_is_called_empty(data):
    with pytest.raises(ImportRefused, match=r"没有任何内容|是空文件"):
        parse_export(data, filename="来件.csv", source="samr_12315", today=TODAY)


def test_traces_keep_their_places_beyond_the_basic_plane():
    text = "𠮷😀联系１３８００１３８０００，幺三九零零零零一二三四"
    found = [(trace.kind, trace.plain, text[trace.start : trace.end]) for trace in traces(text)]
    assert found == [
        ("mobile", "13800138000", "１３８００１３８０００"),
        ("mobile", "13900001234", "幺三九零零零零一二三四"),
    ]
