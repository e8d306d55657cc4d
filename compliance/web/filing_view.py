"""The view of the filing register that an address asks for, and its rows as a table; pages, files and API share it."""

from typing import Any

from litestar import Request

from compliance.complaints.transitions import act_label
from compliance.records.filings import Filing, FilingFilters
from compliance.web.fields import query_day
from compliance.web.words import label, listed
from compliance.wording import say
from filings.channels import CHANNELS

PAGE = 100
MOST_ON_PAPER = 2_000
"""More rows than this are no list to be read on paper; the page says so and offers the files."""
COLUMNS = (
    *("filed_on", "filed_at", "addressee", "document", "number", "corrected_by", "corrects", "case"),
    *("external_number", "about", "how", "tracking"),
    *("details", "acts", "filer", "approver", "due_on", "on_time", "receipt_on", "receipt_name", "receipt_note"),
    *("hash", "note"),
)
TEXTS = ("regulator", "person", "text", "product", "number")
_LONGEST = 100


def filters_of(request: Request) -> FilingFilters:
    """Return the filters that the address says."""
    query = request.query_params
    receipt = query.get("receipt", "all")
    words = {name: query.get(name, "").strip()[:_LONGEST] for name in TEXTS}
    return FilingFilters(
        regulator=words["regulator"],
        person=words["person"],
        text=words["text"],
        product=words["product"],
        number=words["number"],
        from_=query_day(request, "from"),
        to=query_day(request, "to"),
        receipt=receipt if receipt in ("all", "missing", "present") else "all",
    )


def described(filters: FilingFilters, lang: str) -> str:
    """Return what was asked for in words, for papers and cover sheets."""
    asked: list[tuple[str, Any]] = [(name, getattr(filters, name)) for name in TEXTS]
    asked += [("from", filters.from_), ("to", filters.to)]
    said = [f"{say(f'filings.{name}', lang)}：{value}" for name, value in asked if value]
    if filters.receipt != "all":
        said.append(f"{say('filings.receipt', lang)}：{say(f'filings.{filters.receipt}', lang)}")
    return "；".join(said) or say("filings.no_filters", lang)


def row_of(filing: Filing, lang: str) -> list[Any]:
    """Return one filing as the cells of COLUMNS."""
    in_time = "" if filing.due_on is None else "on_time" if filing.filed_on <= filing.due_on else "late"
    return [
        filing.filed_on,
        filing.filed_at.isoformat(timespec="minutes") if filing.filed_at else "",
        filing.addressee,
        filing.document_title or "",
        filing.document_number or "",
        filing.corrected_by or "",
        filing.corrects or "",
        filing.case_number,
        filing.external_number,
        filing.about,
        label(lang, "filing_channel", filing.channel),
        filing.tracking,
        details_of(filing, lang),
        listed((act_label(act, language=lang) for act in filing.acts), lang),
        filing.filer_name,
        filing.approver_name or "",
        filing.due_on,
        say(f"filings.{in_time}", lang) if in_time else "",
        filing.receipt_on,
        filing.receipt_name or "",
        filing.receipt_note,
        filing.document_sha256 or "",
        filing.note,
    ]


def details_of(filing: Filing, lang: str) -> str:
    """Return what the channel recorded of the filing beside its number, as words."""
    return "；".join(f"{name}：{value}" for name, value in named_fields(filing, lang) if value != filing.tracking)


def named_fields(filing: Filing, lang: str) -> list[tuple[str, str]]:
    """Return (name of the field, value) of everything that the channel recorded."""
    known = next((one for one in CHANNELS if one.id == filing.channel), None)
    asked = known.filing_fields if known else ()
    return [
        (field.label if lang == "zh" else field.label_en, filing.fields[field.name])
        for field in asked
        if filing.fields.get(field.name)
    ]
