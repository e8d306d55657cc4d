"""Ways of filing (递交方式): what each needs to be recorded, and which day counts. Data only, no network."""

from __future__ import annotations

from filings.channels.channel import Channel, ChannelField, UnknownChannel
from filings.channels.email import EMAIL
from filings.channels.in_person import IN_PERSON
from filings.channels.portal import PORTAL
from filings.channels.post import POST

__all__ = ["CHANNELS", "Channel", "ChannelField", "UnknownChannel", "channel", "missing_fields"]

CHANNELS: tuple[Channel, ...] = (PORTAL, EMAIL, POST, IN_PERSON)


def channel(channel_id: str) -> Channel:
    """Give the channel with this id. Raises UnknownChannel naming the ids there are."""
    for known in CHANNELS:
        if known.id == channel_id:
            return known
    raise UnknownChannel(channel_id, tuple(known.id for known in CHANNELS))


def missing_fields(channel_id: str, given: dict[str, str], *, receipt: bool) -> tuple[ChannelField, ...]:
    """Give the fields still missing to record a filing by this channel, or its receipt when `receipt` is true."""
    known = channel(channel_id)
    fields = known.receipt_fields if receipt else known.filing_fields
    return tuple(field for field in fields if field.required and not str(given.get(field.name, "")).strip())
