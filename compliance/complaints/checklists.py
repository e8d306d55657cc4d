"""Checklists of a step (法定情形清单): which acts have one, which day picks its version, and how the choice is put on record.

The lists themselves are values of the letters; what is here needs only their citations.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Protocol

CHECKLIST_OF: Mapping[str, str] = MappingProxyType(
    {"not_accepted": "non_acceptance", "mediation_terminated": "mediation_termination"}
)
"""Legal act -> kind of checklist."""

TITLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "non_acceptance": ("不予受理情形", "grounds for non-acceptance"),
        "mediation_termination": ("终止调解情形", "grounds for ending mediation"),
    }
)
GOVERNED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "non_acceptance": ("complaint_received", "report_received", "work_order_dispatched", "letter_received"),
        "mediation_termination": ("accepted",),
    }
)
"""Kind of checklist -> the acts of which the first gives the governing date."""
# The two orders bind market supervision; an association or another authority refuses under rules of its own.
_REGIMES = frozenset({"samr_complaint"})


class DatedAct(Protocol):
    """What is asked of a recorded act: its kind and its day."""

    @property
    def kind(self) -> str: ...

    @property
    def on(self) -> date: ...


@dataclass(frozen=True, kw_only=True)
class ChosenGround:
    """A ground as it was chosen for a step; `article` and `factors` name article and item, `detail` the further rule."""

    kind: str
    instrument: str
    number: str
    article: str
    factors: tuple[str, ...] = ()
    detail: str = ""


def has_checklist(act: str, regimes: Collection[str]) -> bool:
    """Whether this act under these regimes is decided on a closed list of grounds of orders 20 and 121."""
    return act in CHECKLIST_OF and not _REGIMES.isdisjoint(regimes)


def governing_day(kind: str, acts: Iterable[DatedAct], *, otherwise: date) -> date:
    """Return the day that picks the version of a checklist: receipt for non-acceptance, acceptance for ending mediation.

    The letters go by the same day. `otherwise` is returned when no such act is recorded.
    """
    wanted = GOVERNED_BY[kind]
    return next((act.on for act in acts if act.kind in wanted), otherwise)


def ground_sentence(chosen: ChosenGround) -> str:
    """Return the sentence that stands in the note of the recorded act: instrument, article and item, factors considered."""
    said = f"{TITLES[chosen.kind][0]}：《{chosen.instrument}》（{chosen.number}）{chosen.article}。"
    if chosen.factors:
        said += f"判断时考虑的因素：{_joined(chosen.factors)}。"
    if chosen.detail:
        said += f"所涉规定：{chosen.detail.rstrip('。')}。"
    return said


def _joined(articles: Sequence[str]) -> str:
    """Return citations in one list, the article named once: 第十七条第（一）项、第（二）项."""
    said: list[str] = []
    before = ""
    for article in articles:
        head, mark, item = article.rpartition("第（")
        said.append(f"{mark}{item}" if head and head == before else article)
        before = head
    return "、".join(said)
