"""The shape of one way of filing."""

from __future__ import annotations

from dataclasses import dataclass

from filings.said import Refusal


@dataclass(frozen=True)
class ChannelField:
    """One thing to record, e.g. the tracking number (邮件号)."""

    name: str
    label: str
    label_en: str
    required: bool = True


@dataclass(frozen=True)
class ServiceRule:
    """When a paper sent this way counts as served (送达), and the text that says so."""

    counts_on: str
    counts_on_en: str
    instrument: str
    article: str
    note: str


@dataclass(frozen=True)
class Channel:
    """A way of filing: what to record when sending, what proves receipt (回执), when service counts."""

    id: str
    label: str
    label_en: str
    filing_fields: tuple[ChannelField, ...]
    receipt_kinds: tuple[str, ...]
    receipt_fields: tuple[ChannelField, ...]
    service: ServiceRule


class UnknownChannel(Refusal):
    """No channel has this id."""

    def __init__(self, channel_id: str, known: tuple[str, ...]) -> None:
        self.channel_id = channel_id
        super().__init__(
            f"没有递交方式“{channel_id[:40]}”，可用：{'、'.join(known)}。",
            f"There is no filing channel “{channel_id[:40]}”; use one of {', '.join(known)}.",
        )
