"""Text tables (csv, tsv): finds the encoding and the delimiter and returns the records, saying what was assumed."""

import csv
import io
import re
from dataclasses import dataclass

from compliance.importers.refusals import ImportRefused

_DELIMITERS = {",": "逗号", "\t": "制表符", ";": "分号", "，": "全角逗号", "|": "竖线"}
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig", "UTF-8（带BOM）"),
    (b"\xff\xfe", "utf-16", "UTF-16"),
    (b"\xfe\xff", "utf-16", "UTF-16"),
)
# Share of unreadable characters below which a file is still UTF-8 with a scratch, and not another encoding.
_SCRATCHED = 0.001
LONGEST_FIELD = 1024 * 1024
MOST_LINES = 1_000_000
MOST_MARKS = 8_000_000


@dataclass(frozen=True, kw_only=True)
class TextTable:
    """Records in file order (record 1 is the first, blank ones included) and remarks on encoding and repairs."""

    records: list[list[str]]
    notes: tuple[str, ...]


def decode_text(data: bytes, *, filename: str) -> tuple[str, str]:
    """Return (text, name of the encoding). Raises ImportRefused when no encoding fits or NUL bytes stand in it."""
    for mark, encoding, name in _BOMS:
        if data.startswith(mark):
            text = data.decode(encoding, "replace").lstrip("\ufeff")
            _refuse_nul("\x00" in text, filename)
            return text, name
    _refuse_nul(b"\x00" in data, filename)
    try:
        return data.decode("utf-8"), "UTF-8"
    except UnicodeDecodeError:
        as_utf8 = data.decode("utf-8", "replace")
    if as_utf8.count("\ufffd") <= max(1, len(as_utf8) * _SCRATCHED) and not as_utf8.isascii():
        foreign = sum(1 for character in as_utf8 if "\u4e00" <= character <= "\u9fff")
        if foreign > as_utf8.count("\ufffd") * 20:
            return as_utf8, "UTF-8（个别字节损坏）"
    try:
        return data.decode("gb18030"), "GB18030"
    except UnicodeDecodeError:
        text = data.decode("gb18030", "replace")
    if text.count("\ufffd") <= max(1, len(text) * _SCRATCHED):
        return text, "GB18030（个别字节损坏）"
    raise ImportRefused(
        f"文件“{filename}”的文字编码无法识别，请在表格软件中另存为“CSV UTF-8”后再导入。",
        f'The encoding of "{filename}" cannot be told; save it as "CSV UTF-8".',
    )


def read_text_table(data: bytes, *, filename: str) -> TextTable:
    """Return the records of a csv or tsv file. Raises ImportRefused for text that is no table or an unclosed quote."""
    text, encoding = decode_text(data, filename=filename)
    if not text.strip():
        raise ImportRefused(
            f"文件“{filename}”没有任何内容，请确认导出的是有数据的工作表。",
            f'The file "{filename}" has no content; export a sheet that has rows.',
        )
    delimiter = _delimiter(text, filename)
    notes = [f"文件“{filename}”按{encoding}、{_DELIMITERS[delimiter]}分隔读取。"]
    lines, marks = text.count("\n") + text.count("\r"), text.count(delimiter)
    if lines > MOST_LINES * 2 or marks > MOST_MARKS:
        raise ImportRefused(
            f"文件“{filename}”有 {lines} 行、{marks} 个分列符，超出可读取的范围，请删除空行空列后按日期拆分。",
            f'"{filename}" has {lines} lines and {marks} delimiters, too many; delete blank rows and columns and split it.',
        )
    csv.field_size_limit(LONGEST_FIELD)
    records: list[list[str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        records.extend(reader)
    except csv.Error as fault:
        if "unexpected end" in str(fault) or "field larger" in str(fault):
            raise ImportRefused(
                f"文件“{filename}”第 {len(records) + 1} 行起有引号没有闭合，请在该行补上引号后再导入。",
                f'A quotation mark opened in row {len(records) + 1} of "{filename}" is never closed; close it there.',
            ) from None
        notes.append(f"文件“{filename}”第 {len(records) + 1} 行的引号不规范，已按宽松方式读取。")
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return TextTable(records=records, notes=tuple(notes))


def _refuse_nul(found: bool, filename: str) -> None:
    if found:
        raise ImportRefused(
            f"文件“{filename}”含有空字节，不是文本表格，请重新导出 xlsx 或者 csv 文件。",
            f'The file "{filename}" contains NUL bytes and is not a text table; export it again as xlsx or csv.',
        )


def _delimiter(text: str, filename: str) -> str:
    """The delimiter that parts the first lines most evenly; text without any is refused."""
    lines = [line for line in text[:20000].splitlines() if line.strip()][:10]
    counts = {mark: [_outside_quotes(line, mark) for line in lines] for mark in _DELIMITERS}
    best = max(counts, key=lambda mark: (max(counts[mark], default=0), -len(set(counts[mark]))))
    if max(counts[best], default=0) < 1:
        raise ImportRefused(
            f"文件“{filename}”是普通文本，不是表格（没有分列符），请从系统重新导出 xlsx 或者 csv 文件。",
            f'The file "{filename}" is plain text, not a table; export it again as xlsx or csv.',
        )
    return best


def _outside_quotes(line: str, mark: str) -> int:
    return re.sub(r'"[^"]*"', "", line).count(mark)
