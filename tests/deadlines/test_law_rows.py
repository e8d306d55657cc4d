"""Every row of the law tables is on board: as a limit that counts, or as a note that says why it never does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from deadlines import Rulebook

ROWS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("law_rows.toml").read_text(encoding="utf-8"))
WITHOUT_A_CLOCK = {"no_number", "set_by_authority", "not_a_clock", "number_not_seen", "superseded"}
"""The reasons for which even a text that was read gives no clock."""


def _split(rows: str) -> set[str]:
    return {row for row in re.split(r"[,， ]+", rows) if row}


def _counted(rulebook: Rulebook) -> dict[str, set[str]]:
    """Row → the evidence of the versions that count under it."""
    found: dict[str, set[str]] = {}
    for limit in rulebook.limits:
        for version in limit.versions:
            for row in _split(version.row) or _split(limit.row):
                found.setdefault(row, set()).add(version.cite.evidence)
        for row in _split(limit.row):
            found.setdefault(row, set())
    return found


def _noted(rulebook: Rulebook) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for regime in rulebook.regimes.values():
        for note in regime.uncounted:
            for row in _split(note.row):
                found.setdefault(row, set()).add(note.reason)
    return found


def test_no_row_of_the_law_tables_is_missing(rulebook: Rulebook) -> None:
    known = {*_counted(rulebook), *_noted(rulebook)}
    assert [row for rows in ROWS.values() for row in rows if row not in known] == []


def test_a_row_whose_text_was_read_counts_unless_it_sets_no_days(rulebook: Rulebook) -> None:
    counted, noted = _counted(rulebook), _noted(rulebook)
    for row in (*ROWS["text_seen"], *ROWS["quoted"]):
        assert row in counted or noted[row] & WITHOUT_A_CLOCK, row


def test_a_row_from_memory_never_counts(rulebook: Rulebook) -> None:
    counted = _counted(rulebook)
    assert [row for row in ROWS["unverified"] if counted.get(row)] == ["H4"], "H4 is house policy, not law"


def test_a_row_from_a_secondary_source_says_so(rulebook: Rulebook) -> None:
    counted = _counted(rulebook)
    # These two only repeat or explain what a text that was read says: POS-03 邮政法 art. 65, D9 消法 art. 25.
    for row in set(ROWS["secondary"]) - {"POS-03", "D9"}:
        assert counted.get(row, set()) <= {"secondary"}, row


def test_the_law_on_board_is_as_wide_as_promised(rulebook: Rulebook) -> None:
    promised = [
        "samr_complaint",
        "samr_report",
        "advertising",
        "consumer_dispute",
        "odr_12315",
        "consumer_association_zhejiang",
        "consumer_association_shanghai",
        "hotline_12345",
        "hotline_12345_beijing",
        "hotline_12345_guangdong",
        "hotline_12345_jinan",
        "hotline_12345_weifang",
        "telecom_complaint",
        "telecom_appeal",
        "express_complaint",
        "postal_appeal",
        "bank_insurance_complaint",
        "pbc_complaint",
        "credit_objection",
        "securities_complaint",
        "tourism_complaint",
        "aviation_complaint",
        "petition",
        "gas_complaint",
        "labour_inspection",
        "medical_dispute",
        "penalty_procedure",
        "reconsideration",
        "litigation",
        "company_duties",
        "food_recall",
        "car_recall",
        "vehicle_warranty",
        "network_incident",
        "personal_information",
        "authority_letter",
        "house",
    ]
    assert set(promised) <= set(rulebook.regimes)
    assert len(rulebook.limits) >= 150
