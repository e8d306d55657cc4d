"""Tables beside the filing register: what a channel asks for, what the filing was about, and the portals."""

from __future__ import annotations

from piccolo.columns import BigInt, BigSerial, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.table import Table


class FilingParticularRow(Table, tablename="filing_particulars"):
    id = BigSerial(primary_key=True)
    filing_id = BigInt()
    acts = Text()
    fields = Text()
    about = Text()


class PortalRow(Table, tablename="portals"):
    id = BigSerial(primary_key=True)
    name = Varchar(64)
    characters = Integer(null=True, default=None)
    blanks_count = Boolean()
    basis = Text()
    in_use = Boolean()
    set_by = BigInt()
    set_at = Timestamptz()


FILING_TABLES: tuple[type[Table], ...] = (FilingParticularRow, PortalRow)
