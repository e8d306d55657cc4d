"""The hotline exports with their dirt: two time formats, NULLs, full-width digits, mojibake, three layouts."""

from datetime import date, datetime

import pytest

from compliance.complaints.dates import SHANGHAI
from compliance.complaints.model import IncomingComplaint, ReportedEvent
from compliance.importers.hotline_12345 import EXPECTED_BEIJING, EXPECTED_SHORT
from compliance.importers.registry import parse_export
from tests.importers.builders import HOTLINE_COLUMNS, hotline_row, hotline_sheet, make_csv, make_workbook


def one(number: str = "260930101500550001", **changed) -> IncomingComplaint:
    data = make_csv([list(HOTLINE_COLUMNS), hotline_row(number, **changed)])
    parsed = parse_export(data, filename="工单.csv", source="hotline_12345")
    assert parsed.errors == ()
    return parsed.rows[0].incoming


def error_of(**changed):
    number = changed.pop("number", "260930101500550001")
    parsed = parse_export(hotline_sheet(hotline_row(number, **changed)), filename="工单.xlsx", source="hotline_12345")
    assert parsed.rows == ()
    return parsed.errors[0]


def test_a_work_order_is_received_when_it_is_dispatched():
    incoming = one()
    assert incoming.received_at == datetime(2026, 9, 30, 11, 0, tzinfo=SHANGHAI)
    assert incoming.received_column == "转办时间"
    assert incoming.extra["受理时间"] == "2026-09-30 10:15:00.000"
    assert incoming.category == "经济管理类>市场监管"
    assert (incoming.regimes, incoming.kind) == (("hotline_12345",), "complaint")


@pytest.mark.parametrize(
    "shown",
    ["2026-09-30 10:15:00.000", "2026/09/30 10:15", "２０２６－０９－３０　１０：１５：００", "2026-9-30 10:15"],
)
def test_two_time_formats_and_full_width_digits_in_one_column(shown):
    incoming = one(转办时间="NULL", 受理时间=shown)
    assert incoming.received_at == datetime(2026, 9, 30, 10, 15, tzinfo=SHANGHAI)
    assert incoming.received_column == "受理时间"


def test_without_any_time_the_number_carries_the_instant():
    incoming = one(转办时间="NULL", 受理时间="")
    assert incoming.received_at == datetime(2026, 9, 30, 10, 15, tzinfo=SHANGHAI)
    assert incoming.received_from == "number"
    assert any("取自工单编号" in note for note in incoming.notes)


def test_a_row_without_any_time_is_refused_under_the_column_to_fill():
    data = make_csv([list(HOTLINE_COLUMNS), hotline_row("GD-2026-77", 转办时间="NULL", 受理时间="")])
    (error,) = parse_export(data, filename="工单.csv", source="hotline_12345").errors
    assert (error.row, error.field) == (2, "受理时间")
    assert "工单编号里也没有可用的日期" in error.message


@pytest.mark.parametrize(
    ("wanted", "kind", "request_kind", "regimes"),
    [
        ("咨询", "enquiry", "enquiry", ()),
        ("求助", "complaint", "help", ("hotline_12345",)),
        ("建议", "suggestion", "suggestion", ("hotline_12345",)),
        ("投诉", "complaint", "complaint", ("hotline_12345",)),
        ("举报", "report", "report", ("hotline_12345",)),
        ("无效", "enquiry", "invalid", ()),
        ("NULL", "complaint", "complaint", ("hotline_12345",)),
        ("其他", "complaint", "complaint", ("hotline_12345",)),
    ],
)
def test_every_kind_of_call_becomes_a_record(wanted, kind, request_kind, regimes):
    incoming = one(来电类别=wanted)
    assert (incoming.kind, incoming.facts["request_kind"], incoming.regimes) == (kind, request_kind, regimes)
    assert bool(incoming.notes) == (wanted in ("无效", "NULL", "其他"))


def test_blanks_and_nulls_are_cleaned_where_read_and_kept_where_not():
    incoming = one(来电人=" 张示例　", 回复备注="NULL", 办理单位="示例局 ")
    assert incoming.complainant.name == "张示例"
    assert incoming.extra["回复备注"] == "NULL"
    assert incoming.extra["办理单位"] == "示例局 "
    assert "已去除首尾空格：来电人。" in incoming.notes


@pytest.mark.parametrize("nothing", ["NULL", "None", "/", "--", "—", " ", "N/A", "null"])
def test_all_ways_to_say_nothing_are_understood(nothing):
    assert one(来电人=nothing).complainant.name == ""


def test_anonymous_and_confidential_callers_are_marked():
    incoming = one(来电人="匿名", 是否保密="是", 紧急程度="紧急")
    assert incoming.complainant.anonymous and incoming.complainant.name == ""
    assert incoming.facts == {"request_kind": "help", "confidential": True, "urgent": True}


def test_mojibake_is_undone_and_loss_is_told():
    spoilt = "市民反映示例商场拒绝退款".encode().decode("gb18030", "ignore")
    western = "市民反映示例商场".encode().decode("latin-1")
    assert one(主要内容=western).content == "市民反映示例商场"
    assert any("乱码" in note for note in one(主要内容=western).notes)
    lost = one(主要内容="市民反映锟斤拷锟斤拷")
    assert any("无法还原" in note for note in lost.notes)
    recovered = one(主要内容="宸ュ崟缂栧彿")
    assert recovered.content == "工单编号"
    assert spoilt != "市民反映示例商场拒绝退款"


@pytest.mark.parametrize("text", ["联通宽带故障", "市民反映问题", "示例广场䶮堃垚喆", "éclair 咖啡店", "中国联通"])
def test_sound_text_is_never_taken_for_mojibake(text):
    assert one(主要内容=text).content == text


def test_a_finished_order_with_its_date_states_an_act_and_without_it_only_a_label():
    dated = one(工单状态="办结", 办结时间="2026-10-09 16:00:00")
    at = datetime(2026, 10, 9, 16, 0, tzinfo=SHANGHAI)
    assert dated.reported_events == (ReportedEvent(kind="closed", on=date(2026, 10, 9), at=at, column="办结时间"),)
    assert one(工单状态="办结").reported_events == ()
    assert one(工单状态="部门回复", 办结时间="2026-10-09").reported_events == ()


def test_an_end_before_the_receipt_is_no_act_but_a_remark():
    incoming = one(工单状态="办结", 办结时间="2026-09-01 16:00:00")
    assert incoming.reported_events == ()
    assert incoming.extra["办结时间"] == "2026-09-01 16:00:00"
    assert any("早于收到日" in note for note in incoming.notes)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"number": "NULL"}, "工单编号", "为空"),
        ({"number": 260930101500550001}, "工单编号", "截断"),
        ({"number": "2.60930E+17"}, "工单编号", "截断"),
        ({"number": "260930101500550000"}, "工单编号", "末三位补零"),
        ({"转办时间": "2026-09-31 10:00"}, "转办时间", "不是真实存在"),
        ({"受理时间": "上周"}, "受理时间", "无法识别"),
        ({"主要内容": "长" * 50_001}, "主要内容", "50000"),
    ],
)
def test_bad_rows_are_refused_with_their_column(changed, field, words):
    if field == "主要内容":
        sheet = make_csv([list(HOTLINE_COLUMNS), hotline_row(**changed)])
        error = parse_export(sheet, filename="工单.csv", source="hotline_12345").errors[0]
    else:
        error = error_of(**changed)
    assert (error.row, error.field) == (2, field)
    assert words in error.message


def test_one_number_ending_in_000_among_others_is_kept_with_a_remark():
    rows = [hotline_row(f"26093010150055{serial:04d}") for serial in (1000, 1001, 1002)]
    parsed = parse_export(hotline_sheet(*rows), filename="工单.xlsx", source="hotline_12345")
    assert len(parsed.rows) == 3
    assert any("末三位为000" in note for note in parsed.rows[0].incoming.notes)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_the_beijing_csv_is_read_in_both_encodings(encoding):
    row = [
        "260930101500550001",
        "示例标题",
        '内容有"引号"\n和换行，联系电话19900000001',
        "2026-09-30 10:15:00",
        "示例街道",
        "城乡建设>施工管理>施工扰民",
        "示例路1号",
    ]
    parsed = parse_export(
        make_csv([list(EXPECTED_BEIJING), row], encoding=encoding), filename="北京.csv", source="hotline_12345"
    )
    incoming = parsed.rows[0].incoming
    assert incoming.title == "示例标题"
    assert incoming.content == row[2]
    assert incoming.category == "城乡建设>施工管理>施工扰民"
    assert incoming.received_column == "推送时间"
    assert incoming.regimes == ("hotline_12345_beijing",)
    assert incoming.extra == {"承办单位": "示例街道", "问题点位": "示例路1号"}


def test_the_short_form_is_read():
    sheet = make_csv([list(EXPECTED_SHORT), ["260930101500550001", "示例标题", "示例诉求"]])
    incoming = parse_export(sheet, filename="简表.csv", source="hotline_12345").rows[0].incoming
    assert (incoming.title, incoming.content, incoming.received_on) == ("示例标题", "示例诉求", date(2026, 9, 30))


def test_several_sheets_are_one_import():
    head = list(HOTLINE_COLUMNS)
    sheet = make_workbook(
        {
            "一月": [head, hotline_row("260930101500550001")],
            "二月": [["标题行"], head, hotline_row("260930101500550002")],
            "说明": [["本表由示例系统导出"]],
            "空白": [],
        }
    )
    parsed = parse_export(sheet, filename="工单.xlsx", source="hotline_12345")
    assert [(row.sheet, row.row) for row in parsed.rows] == [("一月", 2), ("二月", 3)]
    assert any("“说明”没有识别到表头" in note for note in parsed.notes)
    assert any("“空白”是空的" in note for note in parsed.notes)
