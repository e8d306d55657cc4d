"""A BIFF8 workbook (.xls, Excel 97–2003) is read like any other: text, a date cell and a number that Excel cut."""

import base64
import zlib
from datetime import date

from compliance.importers.registry import parse_export
from tests.importers.builders import samr_number

# Two rows under the 13 columns and 登记时间; the second number was typed as a number. Made for this test.
OLD_WORKBOOK = (
    "eNrtWG1sk1UUPvf2u6wfG9tkE8myBAZjS9oNFlgCncjkD3brOpnI7KBbLYZukDq6zBE6ZUtImiYzZmYY/ywZP/yDGBJ00R/6T4xm"
    "TqIYE8ymISExUYxTiNlWzzl9e9mLmrBESSA9zT3vec79Os/9em/fL2cK5ybfK5+He2Q3GGA5YwPzCp/AZMsBN2B+JkNm7mnFlMnL"
    "QyU2K06k2QQfOj630BzSfM+DhIvGT1AD/ICpE06A/3hfpOIByh6O4YigGHahFvA2epxQxlEVse5mvZb1u1zyI9ZN7Emz3oVl58Tz"
    "MOPzV+/QVvFzspLznEDtvs91vmOPF0rgU1rFyTGRLWuCJ+MvHYk9ZBkbjAUwBTih+yJ9kThhF5wHO8AgSm1vb21PzxwU42RPwe+Z"
    "CoCF3K7+uCLvf7B+Aei/o/db/sVvxUm81/+GNAIMQ+Ywb5JRKICkiXKkWDz0Z2ARJkQVovWYjCCGEhdTpcnbQSw6dCrVgZ7z3Q2R"
    "6YirC03RUu53tN8a1ExPRxMVuJLaExsNTB9C8+fxiYmhU1vbDCBS/tmgh7IHAsEW8ptBPNF2I3otaO6/HBeHMcd40NzfGB2JaubN"
    "sZvjaH4RPHtOa46C+SOyMF6G+27bNo/X0+Dx1HnqGjw76z2aeDHQ8fCVlA3E0cDSAS/UQT1u0u3wcuhWEJ2Ng6mWupOnE1VpW7T1"
    "zVjgTtAJIhla7xcDydD3L8jQloOXYo1BKvZL2gu3gyYco7GqdA0svBjutoPYnJ55vRZfdonAN36yiQoOXzWJA0Rt+oR/JLGjfV3n"
    "0QM2/42Is30u8nWsObD9JI7BaBcxdmSjyHUlQ40ds4nugckhc39TpxXE2d6dadPwU9HPEtdbpsKzOLrgf3b/fpwPO71O+fh1645f"
    "Bx9LBah7wMV2IR9Obpz/xXd+/eqZcKuviz3D/MrNvpg30jqADLxKNbCyk3MMrMmu5hpbWb/GrT7OdjnrYjw58LmptUQznj7DZUY4"
    "dxP2U89y1Ve1wt6M9uhPgQ82jP7o24L2hX3zrxRfuOabhEq8KPRgffqdgRpRI946RzLtyz2FdohfZ132twPdKt1a7Bnt9uGCJR4z"
    "wPEgySIaHaGQ1MYqiwyIDAoZERkVMiEyKWRGZFbIgsiikBWRVSEbIptCdkR2hdYgWqNQAaIChRyIHBov8Q+8BPNyauUF83IpRLzc"
    "ChGvQoWIV5FCxGutQsSrWCHiVaIQ8SpViHg9phDxWqcQ8SpTiHiVIzotCTmw79BVybwk87zLyyCd7MM5qWz+dq/rt73UgtRxkzpu"
    "UsdN6rhJHTep4yZ13KSOm9RxkzpuUsdNKm67ZRFcptDxMnFX7JCXvOQlL3nJyyMhgi9N2Yuika9F2UuoRfuus4RpOf+Z5JGVNjiO"
    "v378U9kMffiMw+Cq1k8pmESuLXGfdXLfC0k6sPc4HIMwx3Fs1esX/0SIlXzuu6L7v9tCq+1/eTVx/s/9/wXSKnZG"
)


def test_an_xls_file_gives_good_rows_and_row_errors():
    data = zlib.decompress(base64.b64decode("".join(OLD_WORKBOOK)))
    parsed = parse_export(data, filename="来件.xls", source="samr_12315")
    (row,) = parsed.rows
    assert (row.sheet, row.row, row.incoming.external_number) == ("导出", 2, samr_number(1))
    assert (row.incoming.received_on, row.incoming.received_column) == (date(2026, 9, 30), "登记时间")
    (error,) = parsed.errors
    assert (error.row, error.field) == (3, "登记编号")
    assert "1.44011E+24" in error.message
