"""The words for code values, as pages ask for them; their owner is ``compliance.complaints.labels``."""

from compliance.complaints.labels import channels_by_group, label, labels

__all__ = ["channels_by_group", "label", "labels"]
