"""Commands about letters that need no database: the catalogue, and DOCX and PDF from facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from compliance.cli.opening import current_settings, opened_resources, run, untouched_resources
from compliance.cli.output import as_json, print_json, print_table
from compliance.cli.reading import read_json
from compliance.cli.refusals import CannotRun
from compliance.cli.usage import group
from filings.confined import JobRefused
from filings.facts import FactsRefused
from filings.letters import Catalogue, letters_as_json, load_catalogue


@group("letters")
def letters() -> None:
    """文书：目录与所需要素，不用数据库直接生成，以及检查、载入自备文书。

    Formal letters: the catalogue, files from facts without a database, checks and drafts of letters of one's own.
    """


@letters.command("list", options_metavar="[选项]")
@as_json
def list_letters(as_json: bool) -> None:
    """文书目录与必备要素。

    The catalogue with legal basis and required facts.
    """
    current_settings()
    found = letters_as_json(_catalogue_here())
    if as_json:
        print_json(found)
        return
    rows = [
        [
            letter["id"],
            letter["title"] + ("（自备）" if letter["own"] else ""),
            letter["profile"],
            "、".join(fact["meaning"] for fact in letter["required_facts"]),
        ]
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
@click.option(
    "--templates",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="自备文书所在的目录，同名的优先 / folder of letters of your own",
)
@as_json
@click.pass_context
def render(
    context: click.Context,
    letter_id: str,
    facts_file: str,
    out: Path,
    on: Any,
    templates: Path | None,
    as_json: bool,
) -> None:
    """由要素生成文书 ID 的 DOCX 与 PDF，文件名为 ID.docx、ID.pdf。

    DOCX and PDF of a letter from its facts; refuses with the full list of what is missing.

    \b
    例 Example：
      anqi letters render acceptance_decision --facts facts.json --out out --json
    要素的名称见 anqi letters list --json。
    """
    current_settings()
    if templates is None:
        load_catalogue().letter(letter_id)
    facts = read_json(facts_file)
    if not isinstance(facts, dict):
        raise CannotRun(
            '要素文件应当是一个 JSON 对象：{"要素名": 值}；名称见 anqi letters list --json。', field="facts"
        )
    try:
        from filings.rendering_command import render_to_folder

        made = render_to_folder(letter_id, facts, out, on=on.date() if on else None, templates=templates)
    except JobRefused as refused:
        raise CannotRun(str(refused), field="templates") from refused
    except FactsRefused as refused:
        if as_json:
            missing = [{"name": p.name, "meaning": p.meaning, "problem": str(p.problem)} for p in refused.problems]
            print_json({"error": {"field": missing[0]["name"], "message": str(refused)}, "missing": missing})
        click.echo(str(refused), err=True)
        context.exit(2)
    if as_json:
        print_json(made)
        return
    click.echo(f"{made['docx']}\n{made['pdf']}")
    for warning in made["warnings"]:
        click.echo(f"注意：{warning}")


@letters.command("check", options_metavar="[选项]")
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@as_json
@click.pass_context
def check(context: click.Context, files: tuple[Path, ...], as_json: bool) -> None:
    """检查自备文书：写法、要素、依据和三组样例；有错时退出码 1。

    Check letters of your own (.zh.md, or .docx with its .toml): syntax, facts, law, three example sets.
    """
    current_settings()
    from filings.letter_files import check_file

    found = [check_file(file) for file in files]
    if as_json:
        print_json(found)
    else:
        for each in found:
            click.echo(f"{each['file']}：{'、'.join(each['problems']) or '没有问题。'}")
    context.exit(1 if any(each["problems"] for each in found) else 0)


@letters.command("load", options_metavar="[选项]")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@as_json
def load(file: Path, as_json: bool) -> None:
    """把自备文书载入为草稿；由网页“文书模板”试排、送确认后才会使用。

    Load a letter of your own (.zh.md, or .docx with its .toml) as a draft; it takes force only by two people.
    """
    current_settings()
    from filings.letter_files import letter_file

    given = letter_file(file)

    async def work() -> dict[str, Any]:
        from compliance.casework.actor import system_actor
        from compliance.casework.own_letters import save_letter_draft

        async with opened_resources(existing=True) as resources:
            draft = await save_letter_draft(
                resources, system_actor(resources), source=given.source, form=given.form, origin=f"载入自 {file.name}"
            )
            return {"id": draft.id, "letter": draft.letter_id, "title": draft.title, "state": draft.state}

    made = run(work())
    if as_json:
        print_json(made)
    else:
        click.echo(f"已载入为草稿第 {made['id']} 号（{made['title']}），请在“文书模板”页试排并送确认。")


def _catalogue_here() -> Catalogue:
    """The letters in force in this data directory or database; without one, what came with the program."""
    settings = current_settings()
    if settings.database_url is None and not settings.database_file.exists():
        return load_catalogue()

    async def read() -> Catalogue:
        async with untouched_resources(settings, existing=True) as resources:
            return resources.letters

    return run(read())
