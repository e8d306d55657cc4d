"""The kinds of matter (事项类别), read from the TOML files of this folder; the authority is the one first in charge."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Matter:
    """One kind of matter; `words` are what a source or a complainant writes when it is meant."""

    id: str
    label_zh: str
    label_en: str
    authority: str
    words: tuple[str, ...] = ()
    regimes: tuple[str, ...] = ()
    outside: bool = False


def _load() -> Mapping[str, Matter]:
    found: dict[str, Matter] = {}
    for file in sorted(Path(__file__).parent.glob("*.toml")):
        for row in tomllib.loads(file.read_text(encoding="utf-8"))["matter"]:
            if row["id"] in found:
                raise ValueError(f"{file.name}: matter {row['id']} is defined twice; rename one")
            found[row["id"]] = Matter(
                id=row["id"],
                label_zh=row["labels"][0],
                label_en=row["labels"][1],
                authority=row["authority"],
                words=tuple(row["words"]),
                regimes=tuple(row.get("regimes", ())),
                outside=row.get("outside", False),
            )
    found[OTHER] = Matter(id=OTHER, label_zh="其他", label_en="other", authority="")
    return MappingProxyType(found)


MATTERS = _load()


def matter_label(matter_id: str, *, language: str = "zh") -> str:
    """Return the name of a matter in `zh` or `en`; an unknown id comes back as it is."""
    matter = MATTERS.get(matter_id)
    if matter is None:
        return matter_id
    return matter.label_zh if language == "zh" else matter.label_en
