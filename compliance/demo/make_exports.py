"""Writes the sample exports of the demo: what regulators and hotlines send, with the dirt that they send it with.

Everything is invented (compliance/demo/fictional.py) and the same `today` gives the same bytes' worth of rows.
"""

import csv
import io
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path

import xlsxwriter

from compliance.demo.fictional import CALLS, COMPLAINTS, FIRMS, PEOPLE, PHONES, REPORTS
from compliance.importers.hotline_12345 import EXPECTED as HOTLINE_COLUMNS
from compliance.importers.hotline_12345 import EXPECTED_BEIJING
from compliance.importers.samr_12315 import EXPECTED as SAMR_COLUMNS

# Days before `today`: the last 55 days, so that in late November the sheet reaches back before the October holiday.
SAMR_DAYS = (55, 54, 53, 52, 45, 43, 40, 38, 33, 30, 26, 25, 21, 18, 16, 14, 12, 11, 9, 7, 4, 2)
HOTLINE_DAYS = (41, 40, 38, 36, 33, 30, 27, 24, 20, 18, 15, 13, 12, 10, 8, 6, 5, 3, 2, 1)
BEIJING_DAYS = (36, 30, 22, 15, 9, 6, 3, 1)
AREAS = ("440104", "440106", "440105", "440112", "440113")
BUREAUS = ("示例市越秀区市场监督管理局", "示例市天河区市场监督管理局", "示例市海珠区市场监督管理局")
_FULL_WIDTH = str.maketrans("0123456789-: ", "０１２３４５６７８９－：　")


def write_exports(folder: Path, today: date) -> list[Path]:
    """Write three sample exports into `folder` and return their paths.

    A 12315 workbook (22 good rows, one short number, one number cut by Excel), a 12345 city workbook (20 good rows on two
    sheets with NULLs, two time formats, trailing blanks, full-width digits and one repeated row) and a Beijing-style CSV
    in GB18030.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "12315_platform_export.xlsx": samr_workbook(today),
        "12345_city_export.xlsx": hotline_workbook(today),
        "12345_beijing_gb18030.csv": beijing_csv(today),
    }
    written = []
    for name, content in files.items():
        path = folder / name
        path.write_bytes(content)
        written.append(path)
    return written


def samr_workbook(today: date) -> bytes:
    """Return the 12315 sample as xlsx bytes: one sheet, 13 columns, 24 data rows, the last two of them bad."""
    rows = [_samr_row(place, today - timedelta(days=ago)) for place, ago in enumerate(SAMR_DAYS)]
    short = _samr_row(22, today - timedelta(days=5))
    short[0] = str(short[0])[:-1]
    cut = _samr_row(23, today - timedelta(days=3))
    cut[0] = float(cut[0])
    return _workbook({"投诉举报导出": [list(SAMR_COLUMNS), *rows, short, cut]}, today)


def _samr_row(place: int, day: date) -> list:
    report = place % 4 == 3
    texts = REPORTS[place // 4 % len(REPORTS)] if report else COMPLAINTS[place % len(COMPLAINTS)]
    firm, address, _ = FIRMS[place % len(FIRMS)]
    demand, problem, what = texts
    number = f"1{AREAS[place % len(AREAS)]}00{day:%Y%m%d}{place + 1:08d}"
    person, phone = PEOPLE[place % len(PEOPLE)], PHONES[place % len(PHONES)]
    signed = "" if report else f"（来件人：{person}，电话{phone}）"
    return [
        number,
        "举报" if report else "投诉",
        ("全国12315平台", "12315热线", "12315小程序")[place % 3],
        firm,
        address,
        demand,
        problem,
        "*****" if place % 5 == 0 else "示例市",
        what + signed,
        ("待初查", "已受理", "待核查")[place % 3],
        BUREAUS[place % len(BUREAUS)],
        "消费者权益保护科",
        "" if place % 2 else "NULL",
    ]


def hotline_workbook(today: date) -> bytes:
    """Return the 12345 city sample as xlsx bytes: two sheets, 28 columns, 20 rows and one repeated row."""
    rows = [_hotline_row(place, today - timedelta(days=ago)) for place, ago in enumerate(HOTLINE_DAYS)]
    head = list(HOTLINE_COLUMNS)
    return _workbook({"工单一": [head, *rows[:12]], "工单二": [head, *rows[12:], rows[12]]}, today)


def _hotline_row(place: int, day: date) -> list:
    levels, wanted, said = CALLS[place % len(CALLS)]
    called = datetime.combine(day, time(8 + place % 10, 7 * place % 60, 11 * place % 60))
    passed_on = called + timedelta(hours=2, minutes=place)
    number = f"{called:%y%m%d%H%M%S}{550001 + place}"
    finished = place % 5 == 4 and wanted != "无效"
    categories = [*levels, *["NULL"] * (5 - len(levels))]
    call_time = f"{called:%Y-%m-%d %H:%M:%S}.000" if place % 2 else f"{called:%Y/%m/%d %H:%M}"
    if place == 6:
        call_time = call_time.translate(_FULL_WIDTH)
    return [
        number.translate(_FULL_WIDTH) if place == 9 else number,
        f"{8000 + place}",
        "受理员甲",
        PEOPLE[place % len(PEOPLE)] + ("  " if place % 6 == 1 else ""),
        *categories,
        "紧急" if place % 9 == 2 else "一般",
        wanted if place != 10 else "NULL",
        "来电",
        said + f"联系电话{PHONES[place % len(PHONES)]}。",
        call_time,
        "NULL",
        "已电话答复来电人。" if finished else "",
        "NULL",
        "　",
        "办结" if finished else ("已转办待回复", "部门回复", "待获取")[place % 3],
        "转办",
        "是" if place == 4 else "否",
        "是" if finished else "NULL",
        "示例市市场监督管理局 ",
        f"{passed_on:%Y-%m-%d %H:%M:%S}" if place % 3 else f"{passed_on:%Y/%m/%d %H:%M}",
        "转办员乙",
        f"{9000 + place}",
        "请认真调查处理并答复来电人。",
        f"{passed_on + timedelta(hours=3):%Y-%m-%d %H:%M:%S}" if finished else "NULL",
    ]


def beijing_csv(today: date) -> bytes:
    """Return the Beijing-style sample as GB18030 CSV bytes: 7 columns, 8 rows, one with quotes and a line break."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(EXPECTED_BEIJING)
    for place, ago in enumerate(BEIJING_DAYS):
        pushed = datetime.combine(today - timedelta(days=ago), time(9 + place, 5 * place, 30))
        _, _, said = CALLS[place % 4]
        content = f'{said}\n来电人强调："希望尽快答复"。' if place == 2 else said
        writer.writerow(
            [
                f"{pushed:%y%m%d%H%M%S}{660001 + place}",
                said[:16],
                content,
                f"{pushed:%Y-%m-%d %H:%M:%S}",
                "北京市示例区示例街道",
                ("市场管理>消费维权>售后服务", "市场管理>食品安全>食品销售")[place % 2],
                f"示例路{place + 1}号",
            ]
        )
    return sheet.getvalue().encode("gb18030")


def _workbook(sheets: dict[str, list[list]], today: date) -> bytes:
    """Numbers of records are written as text; only a value given as a number becomes one, as in a spoilt export."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False})
    # A fixed time of creation makes the file the same on every run.
    book.set_properties({"title": "示例数据", "created": datetime.combine(today, time(9))})
    text = book.add_format({"num_format": "@"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, float):
                    sheet.write_number(number, column, value)
                else:
                    sheet.write_string(number, column, value, text)
    book.close()
    return buffer.getvalue()


def main(arguments: list[str]) -> int:
    """Write the exports into the folder given first, as of the ISO date given second; return the exit code."""
    if len(arguments) != 2:
        print("usage: python -m compliance.demo.make_exports FOLDER YYYY-MM-DD", file=sys.stderr)
        return 2
    for path in write_exports(Path(arguments[0]), date.fromisoformat(arguments[1])):
        print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
