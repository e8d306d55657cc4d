"""Commands about letters that need no database: the catalogue, and DOCX and PDF from facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance.cli.opening import current_settings
from compliance.cli.output import as_json, print_json, print_table
from compliance.cli.reading import read_json
from compliance.cli.refusals import CannotRun
from compliance.cli.usage import group
from filings.facts import FactsRefused
from filings.letters import letters_as_json, load_catalogue


@group("letters")
def letters() -> None:
    """文书：目录与所需要素，以及不用数据库直接生成。

    Formal letters: the catalogue, and files from facts without a database.
    """


@letters.command("list", options_metavar="[选项]")
@as_json
def list_letters(as_json: bool) -> None:
    """文书目录与必备要素。

    The catalogue with legal basis and required facts.
    """
    current_settings()
    found = letters_as_json(load_catalogue())
    if as_json:
        print_json(found)
        return
    rows = [
        [letter["id"], letter["title"], letter["profile"], "、".join(f["meaning"] for f in letter["required_facts"])]
        for letter in found
    ]
    print_table("", ["文书", "标题", "版式", "必备要素"], rows, empty="目录是空的。")


@letters.command("render", options_metavar="[选项]")
@click.argument("letter_id", metavar="ID")
@click.option("--facts", "facts_file", required=True, metavar="FILE", help="要素的 JSON 文件，- 为标准输入 / facts")
@click.option(
    "--out", required=True, metavar="DIR", type=click.Path(file_okay=False, path_type=Path), help="输出目录 / folder"
)
@click.option(
    "--on",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="所记载步骤的日期，决定适用的文本；不填取文书的日期要素",
)
@as_json
@click.pass_context
def render(context: click.Context, letter_id: str, facts_file: str, out: Path, on: Any, as_json: bool) -> None:
    """由要素生成文书 ID 的 DOCX 与 PDF，文件名为 ID.docx、ID.pdf。

    DOCX and PDF of a letter from its facts; refuses with the full list of what is missing.

    \b
    例 Example：
      anqi letters render acceptance_decision --facts facts.json --out out --json
    要素的名称见 anqi letters list --json。
    """
    current_settings()
    load_catalogue().letter(letter_id)
    facts = read_json(facts_file)
    if not isinstance(facts, dict):
        raise CannotRun(
            '要素文件应当是一个 JSON 对象：{"要素名": 值}；名称见 anqi letters list --json。', field="facts"
        )
    try:
        from filings.rendering_command import render_to_folder

        made = render_to_folder(letter_id, facts, out, on=on.date() if on else None)
    except FactsRefused as refused:
        if as_json:
            missing = [{"name": p.name, "meaning": p.meaning, "problem": p.problem} for p in refused.problems]
            print_json({"error": {"field": missing[0]["name"], "message": str(refused)}, "missing": missing})
        click.echo(str(refused), err=True)
        context.exit(2)
    if as_json:
        print_json(made)
        return
    click.echo(f"{made['docx']}\n{made['pdf']}")
    for warning in made["warnings"]:
        click.echo(f"注意：{warning}")
