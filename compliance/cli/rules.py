"""Commands about the limits: list, check, coverage, rehearse a draft, propose a file."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from compliance.cli.law_changes import propose
from compliance.cli.law_shown import change_as_json, move_as_json, print_moves, say_change, summary_sentence, text_of
from compliance.cli.opening import current_settings, law_here, opened_resources, run
from compliance.cli.output import as_json, print_json, print_table, progress_bar
from compliance.cli.refusals import CannotRun
from compliance.cli.usage import group
from deadlines import check_rulebook, load_calendar, load_rulebook, rulebook_as_json
from deadlines.coverage import as_markdown, coverage

if TYPE_CHECKING:
    from compliance.casework.law_preview import Preview
    from compliance.records.law import LawChange, LawText


@group("rules")
def rules() -> None:
    """期限规则：依据、版本、检查。

    The limits of the law: source, versions, checks.
    """


@rules.command("list", options_metavar="[选项]")
@as_json
def list_rules(as_json: bool) -> None:
    """全部期限及其依据、版本和所需事实。

    Every limit with its versions, citations and the facts that decide it.
    """
    found = rulebook_as_json(law_here().rulebook)
    if as_json:
        print_json(found)
        return
    rows = [
        [
            limit["regime"],
            limit["limit"],
            limit["label"],
            v["span"],
            v["from"],
            v["until"],
            v["citation"]["article"],
        ]
        for limit in found
        for v in limit["versions"]
    ]
    print_table("", ["程序", "期限", "名称", "长度", "自", "至", "条款"], rows, empty="没有规则。")


@rules.command("check", options_metavar="[选项]")
@as_json
@click.pass_context
def check_rules(context: click.Context, as_json: bool) -> None:
    """检查规则与日历文件，逐条列出；有错误（error）时退出码 1，提醒与备注不算错误。

    Check the rule files and calendars; exit code 1 on errors, not on warnings and notes.
    """
    current_settings()
    findings = check_rulebook(load_rulebook(), load_calendar())
    wrong = sum(finding.level == "error" for finding in findings)
    if as_json:
        print_json({"ok": not wrong, "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            level = {"error": "错误", "warning": "提醒", "note": "备注"}[finding.level]
            click.echo(f"{level}  {finding.file}  {finding.limit}  {finding.key}：{finding.message}")
        state = "规则与日历无误" if not wrong else f"有 {wrong} 处错误"
        click.echo(f"{state}；提醒与备注 {len(findings) - wrong} 条。")
    context.exit(1 if wrong else 0)


@rules.command("coverage", options_metavar="[选项]")
@click.option("--write", "path", type=click.Path(dir_okay=False, path_type=Path), help="写入文件 / write to a file")
@as_json
def show_coverage(path: Path | None, as_json: bool) -> None:
    """收录范围：各件依据的条款、期限、核对程度，以及不计时的规定（Markdown）。

    What is covered, instrument by instrument, and what never counts.
    """
    current_settings()
    rulebook = load_rulebook()
    found = coverage(rulebook)
    text = as_markdown(found, rulebook.fingerprint)
    if path:
        path.write_text(text, encoding="utf-8")
    counts = {
        "regimes": found.regimes,
        "limits": found.limits,
        "versions": found.versions,
        "instruments": len(found.instruments),
        "uncounted": len(found.uncounted),
        "evidence": found.by_evidence,
        "written": str(path) if path else None,
    }
    if as_json:
        print_json(counts)
    elif path:
        click.echo(
            f"{path}：{found.limits} 项期限，{len(found.instruments)} 件依据，{len(found.uncounted)} 条不计时的规定。"
        )
    else:
        click.echo(text, nl=False)


@rules.command("rehearse", options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@as_json
def rehearse(file: Path, as_json: bool) -> None:
    """用草拟的规则文件 FILE 重放全部案件（已办结的也在内），报告差异；不写入任何内容。

    Replay every case ever under a draft rule file and report the difference; nothing is written.
    """
    content = text_of(file)

    async def work() -> Preview:
        from compliance.casework.law_preview import drafted_law, preview

        async with opened_resources(existing=True) as resources:
            law = drafted_law(resources, [_as_lawtext_of(file, content)])
            with progress_bar("推演") as advance:
                return await preview(resources, law, open_only=False, progress=advance)

    found = run(work())
    moves = [move_as_json(vars(move)) for move in found.moves]
    if as_json:
        print_json({"file": file.name, "summary": found.summary, "moves": moves})
        return
    click.echo(summary_sentence(found.summary))
    print_moves(moves)


@rules.command("propose", options_metavar="[选项]")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--reason", required=True, metavar="TEXT", help="理由，记入审计 / reason for the record")
@as_json
def propose_file(file: Path, reason: str, as_json: bool) -> None:
    """提出规则文件 FILE（文件名即程序名，例如 house.toml）并预览受影响的期限；由第二人确认后生效。

    Put a rule file forward with its preview; a second person confirms it with `anqi law confirm`.
    """
    content = text_of(file)

    async def work() -> tuple[LawChange, list[dict[str, Any]]]:
        async with opened_resources() as resources:
            text = _as_lawtext_of(file, content)
            origin = "house" if text.name == "house.toml" else "rules"
            return await propose(resources, origin, f"规则文件 {text.name}", [text], reason, "")

    change, moves = run(work())
    if as_json:
        print_json(change_as_json(change, moves))
    else:
        say_change(change, moves)


def _as_lawtext_of(file: Path, content: str) -> LawText:
    from compliance.records.law import LawText

    if file.suffix != ".toml":
        raise CannotRun(
            f"“{file.name}”不是规则文件；请给出 .toml 文件，文件名即程序名，例如 house.toml。", field="file"
        )
    return LawText("rules", file.name, content)
