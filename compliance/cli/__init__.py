"""The command ``anqi``. Every command takes ``--json``; exit 0 done, 1 found something wrong, 2 could not run."""

from __future__ import annotations

import sys

import click

from compliance.cli import cases, keeping, law, running
from compliance.cli.output import explained


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="anqi", prog_name="anqi")
def anqi() -> None:
    """按期：投诉的法定期限、正式文书与可核验的办理历史。"""


for module in (running, law, cases, keeping):
    for command in module.COMMANDS:
        anqi.add_command(command)


def main() -> None:
    """Run, and turn what cannot be done into one sentence and exit code 2."""
    try:
        code = anqi.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("已中断；没有完成的部分不会留下痕迹。", err=True)
        sys.exit(2)
    except click.ClickException as wrong_use:
        wrong_use.show()
        sys.exit(2)
    except Exception as problem:
        sentence = explained(problem)
        if sentence is None:
            raise
        click.echo(sentence, err=True)
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
