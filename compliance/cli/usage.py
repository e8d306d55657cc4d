"""How the command speaks about itself: help with Chinese headings, and wrong use told in one Chinese sentence."""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from typing import Any

import click
from click.exceptions import NoSuchCommand

_HELP = "显示说明 / show this help"


class AnqiCommand(click.Command):
    """A command whose help is headed in both languages."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="用法 Usage: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        records = [param.get_help_record(ctx) for param in self.get_params(ctx) if isinstance(param, click.Option)]
        with formatter.section("选项 Options"):
            formatter.write_dl([record for record in records if record])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _HELP
        return option


class AnqiGroup(AnqiCommand, click.Group):
    """A group of commands; each is shown with the first line of its help, whole."""

    command_class = AnqiCommand

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        AnqiCommand.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("命令 Commands"):
            formatter.write_dl([(name, self.line_of(ctx, name)) for name in self.list_commands(ctx)])

    def line_of(self, ctx: click.Context, name: str) -> str:
        """What the list of commands says about one."""
        command = self.get_command(ctx, name)
        return (command.help or "").partition("\n")[0] if command else ""


class LazyGroup(AnqiGroup):
    """Commands that are imported when they are called: counting deadlines must not wait for the web pages."""

    def __init__(self, *arguments: Any, places: Mapping[str, tuple[str, str, str]], **options: Any):
        super().__init__(*arguments, **options)
        self.places = dict(places)
        """Name → module, its name there, the line in the list of commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.places:
            return None
        module, name, _ = self.places[cmd_name]
        return getattr(importlib.import_module(module), name)

    def line_of(self, ctx: click.Context, name: str) -> str:
        return self.places[name][2]


def command(name: str) -> Any:
    """Decorates the function of a top-level command."""
    return click.command(name, cls=AnqiCommand, options_metavar="[选项]")


def group(name: str) -> Any:
    """Decorates the function of a group of commands."""
    return click.group(name, cls=AnqiGroup, options_metavar="", subcommand_metavar="命令 …")


def wrong_use(problem: click.ClickException) -> tuple[str, str]:
    """The argument at fault and one sentence that says what would be right."""
    context = getattr(problem, "ctx", None)
    where = f"用法见 {context.command_path if context else 'anqi'} -h。"
    if isinstance(problem, NoSuchCommand):
        known = context.command.list_commands(context) if context and isinstance(context.command, click.Group) else []
        return "command", f"没有“{problem.command_name}”这个命令；可用的是：{'、'.join(known)}。"
    if isinstance(problem, click.NoSuchOption):
        return problem.option_name, f"没有“{problem.option_name}”这个选项；{where}"
    if isinstance(problem, click.MissingParameter):
        return _name(problem), f"缺少{_title(problem)}；{where}"
    if isinstance(problem, click.BadParameter):
        return _name(problem), f"{_title(problem)} 不可用：{_expected(problem)}；{where}"
    if isinstance(problem, click.BadOptionUsage):
        return problem.option_name, f"选项“{problem.option_name}”后面的值不对或者没有值；{where}"
    if isinstance(problem, click.UsageError):
        surplus = re.fullmatch(r"Got unexpected extra arguments? \((.*)\)", problem.message)
        what = f"多出了参数“{surplus[1]}”" if surplus else f"命令写法不对（{problem.message.rstrip('.')}）"
        return "", f"{what}；{where}"
    return "", problem.message


def _name(problem: click.BadParameter) -> str:
    return (problem.param.name if problem.param else None) or ""


def _title(problem: click.BadParameter) -> str:
    param = problem.param
    if param is None:
        return "参数"
    if isinstance(param, click.Option):
        return f"选项“{max(param.opts, key=len)}”"
    return f"参数 {param.metavar or param.name}"


def _expected(problem: click.BadParameter) -> str:
    kind = problem.param.type if problem.param else None
    if isinstance(kind, click.Choice):
        return f"应为 {'、'.join(map(str, kind.choices))} 之一"
    if isinstance(kind, click.IntRange):
        return f"应为 {kind.min} 到 {kind.max} 的整数"
    if isinstance(kind, click.DateTime):
        return "日期应写成 2026-11-21 的样子，并且确有这一天"
    if isinstance(kind, click.Path):
        return "应为目录" if kind.dir_okay and not kind.file_okay else "应为文件，不能是目录"
    return problem.message.rstrip(".")
