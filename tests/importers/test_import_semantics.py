"""What holds for every source: headings, repeated rows, summaries, unknown sources, and the same answer twice."""

import pytest

from compliance.importers.refusals import ImportRefused
from compliance.importers.registry import SOURCES, guess_source, parse_export
from compliance.importers.sheets import read_sheets
from tests.importers.builders import (
    HOTLINE_COLUMNS,
    SAMR_COLUMNS,
    hotline_row,
    hotline_sheet,
    make_csv,
    make_workbook,
    samr_number,
    samr_row,
    samr_sheet,
)


def parse(data: bytes, source: str = "samr_12315"):
    return parse_export(data, filename="来件.xlsx", source=source)


def test_every_source_is_described_in_both_languages():
    for source in SOURCES.values():
        assert source.label_zh and source.label_en and source.description_zh and source.description_en
        assert set(source.required_columns) <= set(source.expected_columns)
    assert len(SOURCES["samr_12315"].expected_columns) == 13
    assert len(SOURCES["hotline_12345"].expected_columns) == 28


def test_an_unknown_source_is_refused_with_the_known_ones():
    with pytest.raises(ImportRefused, match="没有“heimao”这一来源，可用的来源：samr_12315、hotline_12345"):
        parse(samr_sheet(samr_row()), "heimao")


def test_the_same_file_gives_the_same_answer_twice():
    data = samr_sheet(samr_row(1), samr_row(2, 登记编号="1"))
    assert parse(data) == parse(data)


def test_a_repeated_row_is_a_remark_and_a_contradicting_one_an_error():
    parsed = parse(samr_sheet(samr_row(1), samr_row(1), samr_row(1, 企业名称="示例乙公司"), samr_row(2)))
    assert [row.row for row in parsed.rows] == [2, 5]
    assert any("重复行" in note and "第 3 行" in note and "第 2 行" in note for note in parsed.notes)
    (error,) = parsed.errors
    assert (error.row, error.field) == (4, "登记编号")
    assert "第 2 行重复而内容不同" in error.message


def test_a_number_repeated_on_another_sheet_is_found():
    head = list(SAMR_COLUMNS)
    sheet = make_workbook({"甲": [head, samr_row(1)], "乙": [head, samr_row(1, 具体问题="不同")]})
    assert "“甲”第 2 行" in parse(sheet).errors[0].message


def test_a_wrong_source_is_refused_by_its_columns():
    with pytest.raises(ImportRefused, match=r"工作表“工单”缺少列“登记编号”"):
        parse(hotline_sheet(hotline_row()))


def test_the_source_is_guessed_from_the_headings():
    def guess(data: bytes, filename: str = "a.xlsx") -> str | None:
        return guess_source(read_sheets(data, filename=filename).sheets)

    assert guess(samr_sheet(samr_row())) == "samr_12315"
    assert guess(hotline_sheet(hotline_row())) == "hotline_12345"
    assert guess(make_csv([["工单编号", "诉求标题", "市民诉求"], ["1", "2", "3"]]), "a.csv") == "hotline_12345"
    assert guess(make_csv([["甲", "乙"], ["1", "2"]]), "a.csv") is None


@pytest.mark.parametrize("data", [samr_sheet(), make_csv([list(SAMR_COLUMNS)])])
def test_a_sheet_with_only_a_heading_row_is_refused(data):
    with pytest.raises(ImportRefused, match="只有表头，没有数据行"):
        parse_export(data, filename="来件.xlsx", source="samr_12315")


def test_merged_headings_in_two_rows_are_composed():
    upper = ["登记编号", "类型", "被投诉人", "", "诉求", ""]
    lower = ["", "", "企业名称", "企业地址", "诉求内容", "问题类别"]
    row = [samr_number(1), "投诉", "示例甲公司", "示例路", "退货", "质量"]
    parsed = parse(make_workbook({"导出": [["全国12315平台导出表"], upper, lower, row]}))
    assert parsed.errors == ()
    assert parsed.rows[0].incoming.respondent.name == "示例甲公司"
    assert parsed.rows[0].row == 4


def test_repeated_headings_keep_every_column():
    columns = [*SAMR_COLUMNS, "备注", "备注", ""]
    parsed = parse(make_workbook({"导出": [columns, [*samr_row(1), "甲", "乙", "丙"]]}))
    extra = parsed.rows[0].incoming.extra
    assert (extra["备注"], extra["备注（第15列）"], extra["第16列"]) == ("甲", "乙", "丙")


@pytest.mark.parametrize("shown", ["登记编号*", " 登 记 编 号 ", "登记编号：", "登记编号（必填）", "登记编号\n"])
def test_decorated_headings_are_recognised(shown):
    columns = [shown, *SAMR_COLUMNS[1:]]
    assert len(parse(make_workbook({"导出": [columns, samr_row(1)]})).rows) == 1


def test_columns_may_stand_in_any_order():
    columns = list(reversed(SAMR_COLUMNS))
    parsed = parse(make_workbook({"导出": [columns, list(reversed(samr_row(1)))]}))
    assert parsed.rows[0].incoming.external_number == samr_number(1)


def test_page_headings_totals_and_blank_rows_are_skipped_with_a_remark():
    rows = [samr_row(1), list(SAMR_COLUMNS), ["", "  "], samr_row(2), ["合计", "2"], ["导出时间：2026-11-21"]]
    parsed = parse(samr_sheet(*rows))
    assert [row.row for row in parsed.rows] == [2, 5]
    assert parsed.errors == ()
    assert sum("第 3 行是重复的表头" in note for note in parsed.notes) == 1
    assert sum("汇总或者说明" in note for note in parsed.notes) == 2


def test_cells_beyond_the_headings_and_control_characters_are_kept_or_cleaned():
    row = [*samr_row(1, 具体问题="第一行_x000D_\n第二行"), "多出的格"]
    incoming = parse(samr_sheet(row)).rows[0].incoming
    assert incoming.extra["第14列"] == "多出的格"
    assert incoming.content == "第一行\n第二行"


def test_quoted_numbers_of_csv_exports_are_unwrapped():
    data = make_csv(
        [list(SAMR_COLUMNS), samr_row(1, 登记编号=f'="{samr_number(1)}"'), samr_row(2, 登记编号=f"\t{samr_number(2)}")]
    )
    parsed = parse_export(data, filename="来件.csv", source="samr_12315")
    assert [row.incoming.external_number for row in parsed.rows] == [samr_number(1), samr_number(2)]
    assert all(any("编号" in note for note in row.incoming.notes) for row in parsed.rows)


def test_short_rows_and_bad_rows_do_not_stop_the_others():
    data = make_csv(
        [list(HOTLINE_COLUMNS), ["260930101500550001", *[""] * 11, "内容"], hotline_row("260930101500550002"), ["x"]]
    )
    parsed = parse_export(data, filename="工单.csv", source="hotline_12345")
    assert [row.row for row in parsed.rows] == [2, 3]
    assert [error.row for error in parsed.errors] == [4]
