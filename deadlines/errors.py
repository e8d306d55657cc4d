"""What the engine refuses, in one Chinese sentence that names the place and the cure."""

from __future__ import annotations


class DeadlineError(ValueError):
    """What the engine refuses; the message is one sentence that names the place and the cure."""


class RulebookError(DeadlineError):
    """A rule file that cannot be used: names the file, the limit, the key and what to do."""

    def __init__(self, *, file: str, key: str, problem: str, limit: str = "") -> None:
        place = f"{file}，期限 {limit}" if limit else file
        super().__init__(f"规则文件 {place}，键 {key}：{problem}")
        self.file, self.limit, self.key, self.problem = file, limit, key, problem


class CalendarError(DeadlineError):
    """A calendar file or a day that cannot be used: names the file or day, the key and what to do."""

    def __init__(self, *, file: str, key: str, problem: str) -> None:
        super().__init__(f"工作日历 {file}，键 {key}：{problem}")
        self.file, self.key, self.problem = file, key, problem


class RequestError(DeadlineError):
    """A request that cannot be answered: `field` is the path in the request, `message` one Chinese sentence."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message
