"""期限说明: any clock of a case as a formal paper, from the trace that was stored with it."""

from __future__ import annotations

import re

from compliance.casework.actor import Actor, acting
from compliance.casework.composition import letter_of
from compliance.casework.organisation import organisation
from compliance.casework.proceedings import standing_complaint
from compliance.errors import BadInput, NotFound
from compliance.records.due_dates import deadlines_of
from compliance.resources import Resources
from deadlines import deadline_as_json
from filings.compose import compose, document_as_json
from filings.facts import FactsRefused
from filings.rendering import Rendered

LETTER = "deadline_certificate"


async def certify_deadline(
    resources: Resources, actor: Actor, *, number: str, regime: str, limit: str, started_on: str
) -> Rendered:
    """The certificate of one clock as DOCX and PDF; handing it out is on record.

    It is an explanation of the day it is made and takes no number; raises NotFound for a clock that the case has not.
    """
    case = await standing_complaint(resources, number)
    wanted = (regime, limit, started_on)
    known = await deadlines_of(resources.database, case.id)
    found = next((d for d in known if (d.regime, d.limit, d.started_on.isoformat()) == wanted), None)
    if found is None:
        raise NotFound("errors.clock_not_found", number=number)
    today = resources.clock.today()
    house = await organisation(resources)
    facts = {
        "issuer": house.name,
        "computed_on": today.isoformat(),
        "deadline": deadline_as_json(found, resources.calendar, today, resources.clock.now()),
        "case_reference": " / ".join(part for part in (case.number, case.external_number) if part),
    }
    try:
        document = compose(letter_of(resources, LETTER), facts, on=today)
    except FactsRefused as refused:
        raise BadInput("errors.plain", sentence=str(refused)) from refused
    rendered = await resources.renderer.render(document_as_json(document))
    async with acting(resources, actor, "certify_deadline", needs="export") as entry:
        entry.about("deadline", f"{regime}.{limit}.{started_on}", case=number)
        entry.after = {"pdf_sha256": rendered.pdf_sha256, "docx_sha256": rendered.docx_sha256}
    return rendered


def clock_of_key(key: str) -> tuple[str, str, str]:
    """(regime, limit, start day) of a clock's name in an address; raises NotFound for anything else."""
    match = re.fullmatch(r"([a-z0-9_]+)\.([a-z0-9_]+)\.(\d{4}-\d{2}-\d{2})", key)
    if match is None:
        raise NotFound("errors.clock_not_found", number=key[:60])
    return match[1], match[2], match[3]
