"""What cannot be done, in one sentence that names the place and the cure; a bug is left to read as one."""

from __future__ import annotations

import errno
import sys
from typing import Any

import click

from compliance.cli.usage import wrong_use
from compliance.errors import ComplianceError
from compliance.settings import SettingsError
from deadlines import DeadlineError

_REASONS = {
    errno.ENOENT: "文件或者目录不存在",
    errno.EISDIR: "是目录，不是文件",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.EEXIST: "已有同名的文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "所在的磁盘只读",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "超过所允许的文件大小",
    errno.EIO: "磁盘读写出错",
    errno.ENAMETOOLONG: "名称过长",
    errno.ELOOP: "符号链接成环",
    errno.EMFILE: "打开的文件过多",
    errno.ENXIO: "不是普通文件",
}
_OF_THE_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EFBIG, errno.EIO)
# Modules that only some commands import; an exception of theirs can only come from a module already loaded.
_SAY_IT_THEMSELVES = (
    ("compliance.records.secrets", "KeyUnusable"),
    ("compliance.records.sqlite_library", "UnsafeSQLite"),
    ("compliance.records.migrations", "SchemaMismatch"),
    ("compliance.records.files", "FileDamaged"),
    ("compliance.wording", "WordingError"),
    ("compliance.demo.walk", "DemoRefused"),
    ("filings.fonts", "FontsMissing"),
    ("filings.fonts", "CharactersNotCovered"),
    ("filings.pdf", "RenderingFailed"),
    ("filings.letters", "UnknownLetter"),
    ("filings.facts", "FactsRefused"),
    ("filings.markup", "TemplateRefused"),
)


class CannotRun(Exception):
    """Something about the call or the surroundings that only the caller can put right; ``field`` names it."""

    def __init__(self, message: str, field: str = ""):
        self.field = field
        super().__init__(message)


def explained(problem: BaseException) -> tuple[str, str] | None:
    """The field at fault (or nothing) and the one sentence of a refusal, with its full stop; None for a bug."""
    found = _explained(problem)
    if found is None or found[1].endswith(("。", "？", "！")):
        return found
    return found[0], found[1] + "。"


def _explained(problem: BaseException) -> tuple[str, str] | None:
    if isinstance(problem, CannotRun):
        return problem.field, str(problem)
    if isinstance(problem, click.ClickException):
        return wrong_use(problem)
    if isinstance(problem, ComplianceError):
        return next(iter(problem.fields), ""), problem.message("zh")
    if isinstance(problem, SettingsError):
        return str(problem).partition("=")[0] if "=" in str(problem) else "", str(problem)
    if isinstance(problem, DeadlineError) or type(problem) in _loaded(_SAY_IT_THEMSELVES):
        return getattr(problem, "field", ""), str(problem.args[0] if problem.args else problem)
    if isinstance(problem, UnicodeEncodeError):
        return "", "参数中有不是 UTF-8 的字符；请改正后重试。"
    if isinstance(problem, RecursionError):
        return "", "输入的嵌套过深；请按说明中的格式书写。"
    sentence = _about_database(problem) or (_about_system(problem) if isinstance(problem, OSError) else None)
    return ("", sentence) if sentence else None


def _loaded(names: tuple[tuple[str, str], ...]) -> tuple[Any, ...]:
    return tuple(getattr(sys.modules[module], name) for module, name in names if module in sys.modules)


def _about_database(problem: BaseException) -> str | None:
    module, text = type(problem).__module__.partition(".")[0], str(problem)
    if module in ("sqlite3", "pysqlite3"):
        if "locked" in text or "busy" in text:
            return "数据库正被另一个程序占用；请等它做完，或者停止它之后重试。"
        if "not a database" in text or "malformed" in text:
            return "数据目录中的 anqi.db 不是数据库或者已损坏；请从备份恢复，或者核对 ANQI_DATA_DIR。"
        if "readonly" in text or "unable to open" in text:
            return "打不开数据目录中的 anqi.db，或者不能写入；请核对 ANQI_DATA_DIR 及其权限。"
        if "full" in text:
            return "磁盘已满，没有写入；请腾出空间后重试。"
        return None
    if module == "asyncpg":
        return f"PostgreSQL 拒绝了连接或者操作（{text.splitlines()[0] if text else type(problem).__name__}）；请核对 ANQI_DATABASE_URL。"
    return None


def _about_system(problem: OSError) -> str | None:
    connecting = "Connect call failed" in str(problem) or "connection attempts failed" in str(problem)
    if connecting or isinstance(problem, ConnectionError | TimeoutError) or type(problem).__name__ == "gaierror":
        return "连不上数据库；请核对 ANQI_DATABASE_URL，并确认 PostgreSQL 已启动。"
    if problem.filename is None and problem.errno not in _OF_THE_DISK:
        return None
    reason = _REASONS.get(problem.errno or 0, problem.strerror or type(problem).__name__)
    place = f"“{problem.filename}”" if problem.filename is not None else "文件"
    return f"打不开或者写不了{place}：{reason}；请核对路径和权限。"
