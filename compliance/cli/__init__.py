"""The command ``anqi``. Every command takes ``--json``; exit 0 done, 1 found something wrong, 2 could not run."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Sequence

import click

from compliance.cli.output import print_json
from compliance.cli.refusals import explained
from compliance.cli.usage import LazyGroup

_RUNNING, _LAW = "compliance.cli.running", "compliance.cli.law"
_CASES, _KEEPING = "compliance.cli.cases", "compliance.cli.keeping"
PLACES = {
    "demo": (_RUNNING, "demo", "新建演示数据，把一件投诉办到可核验的答复，然后提供服务 / walk the demo"),
    "serve": (_RUNNING, "serve", "提供网页与接口 / serve the pages and the API"),
    "worker": (_RUNNING, "worker", "处理后台工作 / do background work"),
    "migrate": (_RUNNING, "migrate", "把数据库结构升到当前版本 / bring the schema up to date"),
    "user": ("compliance.cli.users", "user", "用户：添加、列出、停用 / accounts"),
    "import": (_CASES, "import_command", "导入监管平台或者热线的导出文件 / import an export"),
    "deadlines": (_LAW, "deadlines", "期限：由事实算出，或者列出在办的 / compute or list deadlines"),
    "calendar": ("compliance.cli.calendar", "calendar", "工作日历：放假与调休，依哪一份通知 / working-day calendar"),
    "rules": ("compliance.cli.rules", "rules", "期限规则：依据、版本、检查 / limits with their sources"),
    "law": ("compliance.cli.law_changes", "law", "规则与日历变更：查看、由第二人确认 / changes of the law in force"),
    "letters": ("compliance.cli.letters", "letters", "文书：目录，由要素生成 DOCX 与 PDF / formal letters"),
    "case": (_CASES, "case", "案件：全貌 / a case as it stands"),
    "filings": (_CASES, "filings", "递交登记：何时向谁递交了什么，有无回执 / filing register"),
    "audit": (_KEEPING, "audit", "审计：核验历史，导出供独立核验 / verify and export the history"),
    "files": ("compliance.cli.files", "files", "证据库：没有任何记录提到的文件 / files that no record names"),
    "backup": (_KEEPING, "backup", "备份全部数据 / write a backup"),
    "restore": (_KEEPING, "restore", "从备份恢复 / restore a backup"),
}


@click.group(
    cls=LazyGroup,
    places=PLACES,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    options_metavar="[选项]",
    subcommand_metavar="命令 …",
)
@click.version_option(package_name="anqi", prog_name="anqi", help="显示版本 / show the version")
def anqi() -> None:
    """按期 Anqi：投诉的法定期限、正式文书与可核验的办理历史。

    Statutory clocks, formal replies and a history that proves itself.

    每个命令都有 --json。退出码：0 完成，1 查出问题，2 不能执行。
    数据放在 ANQI_DATA_DIR（默认 ./var）。先试试：anqi demo
    """


def main() -> None:
    """Run what the command line says and leave with its exit code."""
    sys.exit(run_command(sys.argv[1:]))


def run_command(arguments: Sequence[str]) -> int:
    """The exit code of one call; what cannot be done becomes one sentence (with ``--json`` also an object) and 2."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError):  # a stream that a test put in its place cannot be set
            stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        code = anqi.main(list(arguments), prog_name="anqi", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Abort:
        click.echo("已中断；做完的已经保存，没有做完的不会只留一半。", err=True)
        return 2
    except click.exceptions.NoArgsIsHelpError as bare:
        click.echo(bare.message, err=True)
        return 2
    except BrokenPipeError:
        # The reader of a pipe has left, as `head` does; nothing more can be told on this stream.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 2
    except Exception as problem:
        refusal = explained(problem)
        if refusal is None:
            raise
        field, sentence = refusal
        if "--json" in arguments:
            print_json({"error": {"field": field, "message": sentence}})
        click.echo(sentence, err=True)
        return 2
    return code if isinstance(code, int) else 0
