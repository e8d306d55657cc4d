"""Commands about the working calendar: show a year, load a notice."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.law_changes import confirmed, propose
from compliance.cli.law_shown import change_as_json, say_change, text_of
from compliance.cli.opening import law_here, opened_resources, run
from compliance.cli.output import as_json, print_json, print_table
from compliance.cli.usage import group
from deadlines import calendar_year_as_json

if TYPE_CHECKING:
    from compliance.records.law import LawChange
    from compliance.resources import Resources
    from deadlines import Edition
    from deadlines.notice_text import Notice

_DAY = click.DateTime(["%Y-%m-%d"])


@group("calendar")
def calendar() -> None:
    """工作日历：某日是不是工作日，依哪一份放假通知。

    The working-day calendar and the notices behind it.
    """


@calendar.command("show", options_metavar="[选项]")
@click.argument("year", type=click.IntRange(2015, 2100), metavar="YEAR")
@as_json
def show_year(year: int, as_json: bool) -> None:
    """YEAR 年的放假日与调休上班日。

    Days off and make-up working days of a year, with the notice that fixed them.
    """
    found = calendar_year_as_json(law_here().calendar, year)
    if as_json:
        print_json(found)
        return
    notice = found["notice"] or {}
    state = "正式" if found["status"] == "published" else "暂定（放假通知尚未录入）"
    click.echo("  ".join(filter(None, (f"{year} 年：{state}", notice.get("number"), notice.get("date")))))
    kinds = {"day_off": "放假", "makeup_workday": "上班"}
    rows = [[day["on"], kinds[day["kind"]], day["why"]] for day in found["days"]]
    print_table("", ["日期", "", "缘由"], rows, empty="没有调整。")


@calendar.command("load", options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--number", default="", metavar="文号", help="通知文号，正文中没有时填写 / number of the notice")
@click.option("--issued-on", type=_DAY, metavar="日期", help="成文日期，正文中没有时填写 / date of issue")
@click.option("--url", default="", metavar="网址", help="通知的官方网址 / its official address")
@click.option("--amends", default="", metavar="文号", help="所调整的通知文号 / number of the notice that it changes")
@click.option("--reason", default="载入放假通知", metavar="TEXT", help="理由，记入审计 / reason for the record")
@click.option("--confirm-by", default="", metavar="USER", help="同时由这位用户确认（要求密码）/ confirmed at once by")
@click.option("--password-stdin", is_flag=True, help="从标准输入读取确认人的密码 / password from standard input")
@as_json
def load(
    file: Path,
    number: str,
    issued_on: datetime | None,
    url: str,
    amends: str,
    reason: str,
    confirm_by: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """读取放假通知 FILE（正文文本，或者 .toml 日历文件），逐句说明读懂了什么，预览受影响的期限并提出变更。

    Read a notice, say what was understood, preview what would move and propose it; a second person confirms.

    \b
    例 Example：
      anqi calendar load 2027通知.txt --number 国办发明电〔…〕…号 --issued-on 2026-…
      anqi law confirm 1 --by wang --reason 已对照通知核对
    """
    content = text_of(file)

    async def work() -> tuple[Notice | None, LawChange, list[dict[str, Any]]]:
        from compliance.records.law import LawText

        async with opened_resources() as resources:
            day = issued_on.date() if issued_on else None
            notice, name, toml = _edition(resources, file, content, number, day, url, amends)
            texts = [LawText("calendar", name, toml)]
            change, moves = await propose(resources, "notice", _title(toml), texts, reason, content)
            if confirm_by:
                change = await confirmed(resources, change.id, confirm_by, reason, password_stdin=password_stdin)
            return notice, change, moves

    notice, change, moves = run(work())
    understood = _as_read(notice) if notice else []
    doubts = [doubt.zh for doubt in notice.doubts] if notice else []
    if as_json:
        print_json(change_as_json(change, moves) | {"understood": understood, "doubts": doubts})
        return
    for line in understood:
        click.echo(f"  {line['text']}  →  {line['meaning']}")
    for doubt in doubts:
        click.echo(f"请核对：{doubt}")
    say_change(change, moves)


def _edition(
    resources: Resources, file: Path, content: str, number: str, issued_on: date | None, url: str, amends: str
) -> tuple[Notice | None, str, str]:
    """The notice as understood (None for an edition file), the name of its file, and the file's text."""
    from deadlines import read_edition
    from deadlines.notice_text import edition_as_toml, read_notice

    if file.suffix == ".toml":
        edition = read_edition(content, file=file.name)
        return None, _name(resources, edition), content
    notice = read_notice(
        content, issued_on=issued_on, number=number, url=url, amends=amends, calendar=resources.calendar
    )
    toml = edition_as_toml(notice.edition)
    return notice, _name(resources, read_edition(toml, file="notice.toml")), toml


def _name(resources: Resources, edition: Edition) -> str:
    """The file of a notice: its own when it is on board already, else one of its own, so that a second notice for a
    year is refused and never takes the place of the first."""
    known = next((one for one in resources.calendar.editions if one.number == edition.number), None)
    if known is not None:
        return known.file
    if edition.amends:
        return f"{edition.year}-changed-{edition.issued_on}.toml"
    taken = any(one.year == edition.year for one in resources.calendar.editions)
    return f"{edition.year}-{edition.issued_on}.toml" if taken else f"{edition.year}.toml"


def _title(toml: str) -> str:
    from deadlines import read_edition

    edition = read_edition(toml, file="notice.toml")
    return f"{edition.title} {edition.number}"


def _as_read(notice: Notice) -> list[dict[str, Any]]:
    return [
        {
            "text": one.text,
            "understood": one.understood,
            "meaning": one.meaning.zh,
            "holiday": one.holiday or None,
            "from": one.first.isoformat() if one.first else None,
            "until": one.last.isoformat() if one.last else None,
            "makeup": [day.isoformat() for day in one.makeup],
        }
        for one in notice.sentences
    ]
