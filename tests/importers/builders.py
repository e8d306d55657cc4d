"""Builders of export files for the importer tests; every file is made here, none is a recorded export."""

import csv
import io
import zipfile
from collections.abc import Callable

import xlsxwriter

from compliance.importers.hotline_12345 import EXPECTED as HOTLINE_COLUMNS
from compliance.importers.samr_12315 import EXPECTED as SAMR_COLUMNS


def make_workbook(sheets: dict[str, list[list]]) -> bytes:
    """Return xlsx bytes: text cells as text, floats and ints as numbers, None as nothing."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(number, column, value)
                elif value is not None:
                    sheet.write(number, column, value)
    book.close()
    return buffer.getvalue()


def make_csv(rows: list[list[str]], *, encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    """Return delimited text in the encoding."""
    sheet = io.StringIO(newline="")
    csv.writer(sheet, delimiter=delimiter).writerows(rows)
    return sheet.getvalue().encode(encoding)


def make_container(parts: dict[str, bytes], *, stored: bool = False) -> bytes:
    """Return a zip container of the parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return buffer.getvalue()


def repacked(workbook: bytes, changes: dict[str, Callable[[bytes], bytes]]) -> bytes:
    """Return the workbook with some of its parts changed."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as container:
        parts = {name: container.read(name) for name in container.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name])
    return make_container(parts)


def samr_number(serial: int, day: str = "20260930") -> str:
    """Return a 12315 number with an invented serial."""
    return f"144010600{day}{serial:08d}"


def samr_row(serial: int = 1, **changed) -> list:
    """Return one row of the 13-column sheet; keyword arguments name columns."""
    values = {
        "登记编号": samr_number(serial),
        "类型": "投诉",
        "接收方式": "全国12315平台",
        "企业名称": "示例甲百货有限公司",
        "企业地址": "广东省广州市天河区示例路1号",
        "诉求内容": "退货,更换",
        "问题类别": "质量->其他质量问题",
        "事发地": "*****",
        "具体问题": "购买的吸尘器三日后无法充电",
        "初查受理状态": "待初查",
        "处理机构": "示例市天河区市场监督管理局",
        "处理部门": "消费者权益保护科",
        "反馈内容": "NULL",
    }
    values.update(changed)
    return [values[column] for column in SAMR_COLUMNS]


def hotline_row(number: str = "260930101500550001", **changed) -> list:
    """Return one row of the 28-column city sheet; keyword arguments name columns."""
    values = dict.fromkeys(HOTLINE_COLUMNS, "NULL")
    values.update(
        {
            "工单编号": number,
            "来电人": "张示例",
            "一级分类": "经济管理类",
            "二级分类": "市场监管",
            "紧急程度": "一般",
            "来电类别": "求助",
            "主要内容": "市民反映示例商场拒绝退款。",
            "受理时间": "2026-09-30 10:15:00.000",
            "工单状态": "已转办待回复",
            "是否保密": "否",
            "办理单位": "示例市市场监督管理局",
            "转办时间": "2026-09-30 11:00:00",
        }
    )
    values.update(changed)
    return [values[column] for column in HOTLINE_COLUMNS]


def samr_sheet(*rows: list) -> bytes:
    """Return a 12315 workbook with its heading row."""
    return make_workbook({"导出": [list(SAMR_COLUMNS), *rows]})


def hotline_sheet(*rows: list) -> bytes:
    """Return a city hotline workbook with its heading row."""
    return make_workbook({"工单": [list(HOTLINE_COLUMNS), *rows]})
