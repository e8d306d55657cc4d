"""The sample exports of the demo: deterministic, invented, around the holiday, with exactly the promised faults."""

from datetime import date
from pathlib import Path

from compliance.demo.fictional import FIRMS, PEOPLE
from compliance.demo.make_exports import main, write_exports
from compliance.importers.registry import parse_export

SAT_2026_11_21 = date(2026, 11, 21)
SOURCES = ("samr_12315", "hotline_12345", "hotline_12345")


def parsed_exports(folder: Path, today: date):
    return [
        parse_export(path.read_bytes(), filename=path.name, source=source, today=today)
        for path, source in zip(write_exports(folder, today), SOURCES, strict=True)
    ]


def test_the_same_day_gives_the_same_bytes(tmp_path):
    first = [path.read_bytes() for path in write_exports(tmp_path / "a", SAT_2026_11_21)]
    assert first == [path.read_bytes() for path in write_exports(tmp_path / "b", SAT_2026_11_21)]


def test_the_12315_sample_has_two_bad_rows_and_both_kinds(tmp_path):
    samr, _, _ = parsed_exports(tmp_path, SAT_2026_11_21)
    assert len(samr.rows) == 22
    assert [(error.row, error.field) for error in samr.errors] == [(24, "登记编号"), (25, "登记编号")]
    assert "24位" in samr.errors[0].message and "截断" in samr.errors[1].message
    kinds = [row.incoming.kind for row in samr.rows]
    assert kinds.count("complaint") > 10 and kinds.count("report") > 3
    days = {row.incoming.received_on for row in samr.rows}
    assert date(2026, 9, 30) in days and date(2026, 10, 7) in days
    assert max(days) <= SAT_2026_11_21


def test_the_hotline_samples_show_the_dirt_and_import_cleanly(tmp_path):
    _, city, beijing = parsed_exports(tmp_path, SAT_2026_11_21)
    assert (len(city.rows), city.errors, len(beijing.rows), beijing.errors) == (20, (), 8, ())
    assert {row.sheet for row in city.rows} == {"工单一", "工单二"}
    assert any("重复行" in note for note in city.notes)
    remarks = "".join(note for row in city.rows for note in row.incoming.notes)
    for words in ("全角字符", "首尾空格", "编号已去除", "为空，按投诉登记"):
        assert words in remarks
    assert {row.incoming.kind for row in city.rows} == {"complaint", "report", "enquiry", "suggestion"}
    assert "GB18030" in beijing.notes[0]


def test_the_samples_work_on_any_day(tmp_path):
    for today in (date(2026, 1, 3), date(2028, 2, 29)):
        samr, city, beijing = parsed_exports(tmp_path / today.isoformat(), today)
        assert (len(samr.rows), len(city.rows), len(beijing.rows)) == (22, 20, 8)


def test_names_are_plainly_invented_and_hold_the_rare_characters():
    assert set("䶮㛃昇祎珺玥赟堃垚喆燚") <= set("".join(PEOPLE))
    assert all("示" in name or "Sample" in name for name in PEOPLE)
    assert all(name.startswith("示例") for name, _, _ in FIRMS)


def test_the_script_writes_where_it_is_told(tmp_path, capsys):
    assert main([str(tmp_path), "2026-11-21"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert main([]) == 2
