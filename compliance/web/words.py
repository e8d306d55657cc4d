"""The words for code values, as pages ask for them; their owner is ``compliance.complaints.labels``."""

from collections.abc import Iterable

from compliance.complaints.labels import channels_by_group, label, labels

__all__ = ["channels_by_group", "label", "labels", "listed"]


def listed(names: Iterable[object], lang: str) -> str:
    """Names one behind the other, with the mark that the language puts between them."""
    return ("、" if lang == "zh" else ", ").join(str(name) for name in names)
