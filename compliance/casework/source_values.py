"""What a source says, three ways: as columns that any eye may see, as words sealed with the person, as fingerprints."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from compliance.complaints.model import IncomingComplaint
from compliance.complaints.privacy import mask_incoming, mask_text
from compliance.resources import Resources

PERSONAL = ("name", "phone", "address", "id_kind", "id_number")
WORDS = ("title", "content", "demands", "extra")
"""What the source says in words of its own; it may name a person, so the unmasked words are sealed with him."""


_SAID = (
    "channel",
    "authority",
    "kind",
    "category",
    "received_on",
    "received_at",
    "received_from",
    "due_on",
    "label",
    "facts",
)


def plain_columns(incoming: IncomingComplaint) -> dict[str, Any]:
    """The columns of ``complaints`` that come from the source, as any eye may see them: masked throughout."""
    seen, names = mask_incoming(incoming), (incoming.complainant.name,)
    return {
        "channel": seen.channel,
        "authority": seen.authority,
        "kind": seen.kind,
        "title": title_of(seen),
        "content": seen.content,
        "demands": tuple(mask_text(demand, names=names) for demand in seen.demands),
        "category": mask_text(seen.category, names=names),
        "received_on": seen.received_on,
        "received_at": seen.received_at,
        "received_from": seen.received_from,
        "due_on": seen.due_on,
        "label": mask_text(seen.label, names=names),
        "facts": {name: mask_text(v, names=names) if isinstance(v, str) else v for name, v in seen.facts.items()},
        "extra": dict(seen.extra),
        "notes": tuple(seen.notes),
        "masked": asdict(seen.complainant),
        "respondent_name": seen.respondent.name,
        "respondent_code": seen.respondent.credit_code,
        "respondent_address": mask_text(seen.respondent.address, names=names),
        "respondent_phone": seen.respondent.phone,
    }


def title_of(incoming: IncomingComplaint) -> str:
    """The title, or the first words of the content where the source has none."""
    if incoming.title.strip():
        return " ".join(incoming.title.split())[:120]
    text = " ".join(incoming.content.split())
    return text if len(text) <= 40 else text[:39] + "…"


def personal_values(incoming: IncomingComplaint) -> dict[str, Any]:
    """What is kept sealed under the person's key: who it is, and the words that may name him."""
    who = {name: getattr(incoming.complainant, name) for name in PERSONAL}
    return who | {name: _raw(incoming, name) for name in WORDS}


def fingerprints(resources: Resources, incoming: IncomingComplaint) -> dict[str, str]:
    """A keyed fingerprint of each source field, to see at the next import what the source changed.

    Keyed, so that a phone number cannot be found by trying all of them.
    """
    said = {name: getattr(incoming, name) for name in _SAID} | {name: _raw(incoming, name) for name in WORDS}
    said |= {f"respondent_{name}": getattr(incoming.respondent, name) for name in ("name", "address", "phone")}
    said["respondent_code"] = incoming.respondent.credit_code
    said["title"] = title_of(incoming)
    said["person"] = {name: getattr(incoming.complainant, name) for name in PERSONAL}
    return {name: resources.secrets.token_mac(f"{name}\n{_stable(value)}")[:24] for name, value in said.items()}


def _raw(incoming: IncomingComplaint, name: str) -> Any:
    value = getattr(incoming, name)
    return dict(value) if name == "extra" else list(value) if name == "demands" else value


def _stable(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}={_stable(item)}" for key, item in sorted(value.items()))
    if isinstance(value, (list, tuple)):
        return "\n".join(_stable(item) for item in value)
    return "" if value is None else str(value)
