"""Who approves a document before it is issued (审批链): steps of roles, by the tier of its complaint."""

from collections.abc import Mapping

TIERS = ("", "blue", "yellow", "red")
STEP_ROLES = ("reviewer", "head")
MOST_STEPS = 3
USUAL: Mapping[str, str] = {"": "reviewer", "blue": "reviewer", "yellow": "reviewer", "red": "reviewer,head"}
"""What holds where the organisation has set nothing: tier -> roles in order, parted by commas."""
_STANDS_IN: Mapping[str, frozenset[str]] = {
    "reviewer": frozenset({"reviewer", "head", "system"}),
    "head": frozenset({"head", "system"}),
}


def chain_for(setting: Mapping[str, str], tier: str) -> tuple[str, ...]:
    """Return the roles that approve, in order, for a complaint of this tier; a tier that is not set has the usual ones."""
    chosen = setting.get(tier) or USUAL.get(tier) or USUAL[""]
    return tuple(chosen.split(","))


def chain_is_sound(setting: Mapping[str, str]) -> bool:
    """Whether every tier and role exists and each chain has between one and three steps."""
    return all(
        tier in TIERS and 1 <= len(roles) <= MOST_STEPS and set(roles) <= set(STEP_ROLES)
        for tier, roles in ((tier, chain.split(",")) for tier, chain in setting.items())
    )


def may_take(step_role: str, role: str) -> bool:
    """Whether a person of `role` may take a step that asks for `step_role`: a head stands in for a reviewer."""
    return role in _STANDS_IN.get(step_role, frozenset())
