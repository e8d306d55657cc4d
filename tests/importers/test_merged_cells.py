"""Vertically merged data cells give their value to every row they cover; titles merged across columns do not."""

import io

import xlsxwriter

from compliance.importers.registry import parse_export
from compliance.importers.sheets import read_sheets
from tests.importers.builders import SAMR_COLUMNS, samr_row


def merged_workbook() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("导出")
    sheet.merge_range(0, 0, 0, 12, "全国12315平台导出")
    sheet.write_row(1, 0, SAMR_COLUMNS)
    for place in range(3):
        for column, value in enumerate(samr_row(place + 1)):
            if column != 3:
                sheet.write_string(2 + place, column, value)
    sheet.merge_range(2, 3, 4, 3, "示例合并公司")
    book.close()
    return buffer.getvalue()


def test_rows_under_a_merged_cell_have_its_value_and_the_file_says_so():
    parsed = parse_export(merged_workbook(), filename="来件.xlsx", source="samr_12315")
    assert [row.incoming.respondent.name for row in parsed.rows] == ["示例合并公司"] * 3
    assert any("纵向合并的单元格，已补全 2 格" in note for note in parsed.notes)


def test_a_merged_title_stays_in_its_first_cell():
    first = read_sheets(merged_workbook(), filename="来件.xlsx").sheets[0].rows[0]
    assert first.cells == ("全国12315平台导出",)
