"""The national 12315 sheet: what becomes a complaint, a report, a refused row or a remark."""

from datetime import date, datetime

import pytest

from compliance.complaints.dates import SHANGHAI
from compliance.complaints.model import IncomingComplaint
from compliance.importers.refusals import ImportRefused
from compliance.importers.registry import ParsedExport, parse_export
from tests.importers.builders import SAMR_COLUMNS, make_workbook, samr_number, samr_row, samr_sheet


def parse(*rows: list, today: date | None = None) -> ParsedExport:
    return parse_export(samr_sheet(*rows), filename="来件.xlsx", source="samr_12315", today=today)


def one(*, columns: dict[str, object] | None = None, **changed) -> IncomingComplaint:
    """Parse one row; `columns` are further columns behind the thirteen."""
    more = columns or {}
    sheet = make_workbook({"导出": [[*SAMR_COLUMNS, *more], [*samr_row(1, **changed), *more.values()]]})
    parsed = parse_export(sheet, filename="来件.xlsx", source="samr_12315")
    assert parsed.errors == ()
    return parsed.rows[0].incoming


def error_of(*, columns: dict[str, object] | None = None, today: date | None = None, **changed):
    more = columns or {}
    sheet = make_workbook({"导出": [[*SAMR_COLUMNS, *more], [*samr_row(1, **changed), *more.values()]]})
    parsed = parse_export(sheet, filename="来件.xlsx", source="samr_12315", today=today)
    assert parsed.rows == ()
    (error,) = parsed.errors
    assert (error.sheet, error.row) == ("导出", 2)
    assert error.message.endswith("。") and error.message_en.endswith(".")
    return error


def test_a_complaint_row_is_taken_over_column_by_column():
    incoming = one()
    assert incoming.external_number == samr_number(1)
    assert (incoming.kind, incoming.regimes, incoming.channel) == ("complaint", ("samr_complaint",), "samr_12315")
    assert incoming.demands == ("退货", "更换")
    assert incoming.content == "购买的吸尘器三日后无法充电"
    assert incoming.respondent.name == "示例甲百货有限公司"
    assert incoming.authority == "示例市天河区市场监督管理局"
    assert incoming.extra == {"事发地": "*****", "处理部门": "消费者权益保护科", "反馈内容": "NULL"}


def test_a_report_is_a_report():
    incoming = one(类型="举报")
    assert (incoming.kind, incoming.regimes) == ("report", ("samr_report",))


def test_one_paper_with_both_is_handled_on_both_tracks():
    incoming = one(类型="投诉举报")
    assert incoming.regimes == ("samr_complaint", "samr_report")
    assert "应当分别办理" in "".join(incoming.notes)


def test_an_online_settlement_has_its_own_regime():
    assert one(接收方式="12315平台ODR企业").regimes == ("odr_12315",)


def test_a_status_is_a_label_and_never_an_event():
    incoming = one(初查受理状态="已受理")
    assert incoming.label == "已受理"
    assert incoming.reported_events == ()


def test_without_a_date_column_the_number_gives_the_day_and_says_so():
    incoming = one()
    assert (incoming.received_on, incoming.received_from) == (date(2026, 9, 30), "number")
    assert "收到日取自登记编号（2026-09-30）。" in incoming.notes


@pytest.mark.parametrize(
    ("cell", "instant"),
    [
        ("2026-09-30 09:15:00.000", datetime(2026, 9, 30, 9, 15, tzinfo=SHANGHAI)),
        ("2026/9/30 9:15", datetime(2026, 9, 30, 9, 15, tzinfo=SHANGHAI)),
        ("２０２６－０９－３０", None),
        (46295, None),
        ("2026-09-30 00:00:00", None),
    ],
)
def test_a_date_column_goes_before_the_number(cell, instant):
    incoming = one(columns={"登记时间": cell})
    assert (incoming.received_on, incoming.received_at) == (date(2026, 9, 30), instant)
    assert (incoming.received_from, incoming.received_column) == ("column", "登记时间")


def test_a_blank_date_falls_back_to_the_number_and_a_contradiction_is_told():
    assert one(columns={"登记时间": "NULL"}).received_from == "number"
    later = one(columns={"登记时间": "2026-10-09"})
    assert later.received_on == date(2026, 10, 9)
    assert any("不一致" in note for note in later.notes)


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"登记编号": samr_number(1)[:-1]}, "登记编号", "24位"),
        ({"登记编号": float(samr_number(1))}, "登记编号", "截断"),
        ({"登记编号": "1.44011E+24"}, "登记编号", "截断"),
        ({"登记编号": None}, "登记编号", "为空"),
        ({"登记编号": samr_number(1, "20260931")}, "登记编号", "20260931"),
        ({"类型": ""}, "类型", "现为空"),
        ({"类型": "表扬"}, "类型", "表扬"),
    ],
)
def test_bad_rows_are_refused_with_their_column(changed, field, words):
    error = error_of(**changed)
    assert error.field == field
    assert words in error.message


def test_impossible_and_future_days_of_receipt_are_refused():
    assert "不是真实存在的日期" in error_of(columns={"投诉时间": "2026-02-30"}).message
    assert error_of(columns={"投诉时间": "很久以前"}).field == "投诉时间"
    assert "晚于今天" in error_of(columns={"投诉时间": "2026-10-01"}, today=date(2026, 9, 30)).message
    assert "晚于今天" in error_of(today=date(2026, 9, 29)).message


def test_optional_columns_are_used_where_they_stand():
    incoming = one(
        columns={
            "统一社会信用代码": " 91110105ma00000012 ",
            "投诉人姓名": "张示䶮",
            "联系电话": "１９９ ００００ ０００１",
            "办理时限": "2026-10-20",
        }
    )
    assert incoming.respondent.credit_code == "91110105MA00000012"
    assert (incoming.complainant.name, incoming.complainant.phone) == ("张示䶮", "19900000001")
    assert incoming.due_on == date(2026, 10, 20)
    assert set(incoming.extra) == {"事发地", "处理部门", "反馈内容"}


def test_a_limit_in_words_is_no_date_and_stays_verbatim():
    incoming = one(columns={"办理时限": "7个工作日"})
    assert incoming.due_on is None
    assert incoming.extra["办理时限"] == "7个工作日"
    assert any("7个工作日" in note for note in incoming.notes)


def test_a_wrong_credit_code_is_kept_and_told():
    incoming = one(columns={"统一社会信用代码": "91110105MA00000011"})
    assert incoming.respondent.credit_code == "91110105MA00000011"
    assert any("校验位不符" in note for note in incoming.notes)


def test_good_rows_survive_beside_bad_ones():
    parsed = parse(samr_row(1), samr_row(2, 登记编号="123"), samr_row(3))
    assert [row.row for row in parsed.rows] == [2, 4]
    assert [error.row for error in parsed.errors] == [3]


@pytest.mark.parametrize("column", ["登记编号", "类型", "企业名称"])
def test_a_missing_column_is_refused_naming_sheet_column_and_what_is_there(column):
    columns = [each for each in SAMR_COLUMNS if each != column]
    with pytest.raises(ImportRefused) as caught:
        parse_export(make_workbook({"导出": [columns, ["x"] * 12]}), filename="来件.xlsx", source="samr_12315")
    message = caught.value.said.zh
    assert f"工作表“导出”缺少列“{column}”" in message
    assert "问题类别" in message and message[-1] == "。"


def test_an_annotated_local_export_is_understood():
    columns = [
        "工单号",
        "登记编号*",
        "表单类型",
        "姓名",
        "联系电话",
        "涉及主体名称",
        "社会信用代码",
        "问题陈述",
        "登记日期",
        "投诉要求",
    ]
    row = [
        "GD1",
        samr_number(7),
        "投诉",
        "李示例",
        "020-12345678",
        "示例乙公司",
        "",
        "面包发霉",
        "2026-10-09",
        "退赔费用",
    ]
    parsed = parse_export(make_workbook({"工单": [columns, row]}), filename="来件.xlsx", source="samr_12315")
    incoming = parsed.rows[0].incoming
    assert incoming.complainant.name == "李示例"
    assert (incoming.content, incoming.demands) == ("面包发霉", ("退赔费用",))
    assert incoming.received_on == date(2026, 10, 9)
    assert incoming.extra == {"工单号": "GD1"}
