"""The style sheet of the PDF, written from the same measures as the Word styles (`filings.layout`)."""

from __future__ import annotations

import functools

from filings.fonts import families
from filings.layout import (
    BODY_PT,
    BOTTOM_MM,
    CODE_MM,
    FULL_HEAD_BELOW_MM,
    FULL_RULE_GAP_MM,
    FULL_RULE_PT,
    IMPRINT_THICK_MM,
    IMPRINT_THIN_MM,
    LEFT_MM,
    LETTER_HEAD_TOP_MM,
    LETTER_LOWER_RULE_MM,
    LETTER_RULE_GAP_MM,
    LETTER_RULE_MM,
    LINE_PT,
    PAGE_MM,
    PAGE_NUMBER_BELOW_MM,
    RED,
    RIGHT_MM,
    TOP_MM,
    LineStyle,
    cell_room,
    styles,
)

_THICK_PT, _THIN_PT, _BETWEEN_PT = 2.5, 0.9, 1.6


@functools.cache
def stylesheet(profile: str) -> str:
    """Give the CSS of a profile."""
    rules = [_page(profile), _elements(profile), _foot(profile)]
    rules += [f".{name}{{{_line(style)}}}" for name, style in styles(profile).items() if name != "page_number"]
    if profile == "gw-letter":
        rules.append(_letter_head())
    if profile == "gw-full":
        rules.append(_full_head())
    return "\n".join(rules)


def _line(style: LineStyle) -> str:
    """Give the CSS declarations of one kind of line."""
    family = ",".join(f'"{name}"' for name in families(style.face))
    weight = 700 if style.face == "title" else 400
    parts = [
        f"font:{weight} {style.size}pt/{style.pitch}pt {family}",
        f"text-align:{style.align}",
        f"text-indent:{style.first}em",
        f"margin:{style.before}pt {style.right}em {style.after}pt {style.left}em",
    ]
    if style.keep_next:
        parts.append("break-after:avoid")
    if style.red:
        parts.append(f"color:#{RED}")
    return ";".join(parts)


def _page(profile: str) -> str:
    """Give the page: margins, and page numbers — odd right, even left, one character in (GB/T 9704-2012 7.5)."""
    number = styles(profile)["page_number"]
    family = ",".join(f'"{name}"' for name in families(number.face))
    box = (
        f'content:"— " counter(page) " —";font:{number.size}pt/{number.pitch}pt {family};'
        f"vertical-align:top;padding-top:{PAGE_NUMBER_BELOW_MM}mm"
    )
    first = "@page:first{@bottom-right{content:none}}" if profile == "gw-letter" else ""
    return (
        f"@page{{size:{PAGE_MM[0]}mm {PAGE_MM[1]}mm;margin:{TOP_MM}mm {RIGHT_MM}mm {BOTTOM_MM}mm {LEFT_MM}mm}}\n"
        f"@page:right{{@bottom-right{{{box};margin-right:{number.size}pt;text-align:right}}}}\n"
        f"@page:left{{@bottom-left{{{box};margin-left:{number.size}pt;text-align:left}}}}\n{first}"
    )


def _elements(profile: str) -> str:
    room = cell_room(profile)
    return (
        "html,body,p,h1,h2,h3,table{margin:0;padding:0}"
        "p,h1,h2,h3,td,th{orphans:2;widows:2;overflow-wrap:anywhere}"
        "h1,h2,h3,th{font-weight:400}"
        ".signature{break-inside:avoid;break-before:avoid;margin-top:" + f"{LINE_PT * 2}pt}}"
        ".signature.open{margin-top:" + f"{styles(profile)['sign_name'].pitch}pt}}"
        # A contact note alone on the last page looks like a mistake.
        ".signature + .note{break-before:avoid}"
        ".enclosures-block{break-inside:avoid;break-before:avoid;break-after:avoid;margin-top:" + f"{LINE_PT}pt}}"
        f"p.hang{{padding-left:3em;text-indent:-3em}}p.hang.next{{padding-left:4.2em;text-indent:-1.2em}}"
        ".annex{break-before:page}"
        "table.cell{width:100%;border-collapse:collapse;table-layout:fixed;"
        f"margin:{room.above_table:g}pt 0 {room.below_table:g}pt}}"
        ".box{white-space:nowrap}.keep{break-after:avoid}.sign_name.centred{text-align:center}"
        "table.whole{break-inside:avoid}.bars td.first{text-align:left}.bars .bar{height:7pt;background:#4a6c8c;margin:0 0 1pt}.bars td p{line-height:14pt}"
        "tr{break-inside:avoid}thead{display:table-header-group}"
        f"td,th{{border:0.5pt solid #000;padding:{room.vertical:g}pt {room.beside:g}pt;vertical-align:middle}}"
        "td.first{text-align:center}"
        f".mark{{font-family:{','.join(chr(34) + name + chr(34) for name in ('DejaVu Sans',))}}}"
    )


def _foot(profile: str) -> str:
    """Give what stands at the end of a letter: the verification line beside its code, the imprint at the page's foot."""
    style = styles(profile)["imprint"]
    ruled = (
        f".imprint-block{{border:solid #000;border-width:{IMPRINT_THICK_MM}mm 0}}"
        f"p.imprint + p.imprint{{border-top:{IMPRINT_THIN_MM}mm solid #000}}"
    )
    return (
        f"div.verification{{position:relative;break-inside:avoid;padding-left:{CODE_MM + 3}mm;min-height:{CODE_MM}mm;"
        f"margin-top:{LINE_PT / 2}pt;overflow-wrap:anywhere}}"
        f".code{{position:absolute;left:0;top:0;width:{CODE_MM}mm;height:{CODE_MM}mm}}"
        ".imprint-place{break-inside:avoid;break-before:avoid}"
        ".imprint-block{position:absolute;left:0;right:0;bottom:0}"
        f"p.imprint{{margin-left:0;margin-right:0;padding:0 {style.right}em 0 {style.left}em}}"
        f"p.imprint.hang{{padding-left:{style.left + 3}em;text-indent:-3em}}"
        "p.imprint.printed{display:flex;justify-content:space-between}" + (ruled if profile == "gw-full" else "")
    )


def _full_head() -> str:
    """Give the head of an official document (7.2): name 35 mm below the top, red rule 4 mm below the number."""
    kai = ",".join(f'"{name}"' for name in families("kai"))
    below = FULL_RULE_GAP_MM / 25.4 * 72 - (LINE_PT - BODY_PT) / 2
    return (
        f".head{{padding-top:{FULL_HEAD_BELOW_MM}mm}}.masthead{{line-height:1.2;margin-top:-0.1em}}"
        f".number{{padding-bottom:{below:.2f}pt;border-bottom:{FULL_RULE_PT}pt solid #{RED}}}"
        ".number.upward{display:flex;justify-content:space-between;padding-left:1em;padding-right:1em}"
        f".signatory{{font-family:{kai}}}"
    )


def _letter_head() -> str:
    """Give the letter format's head (10.1): name 30 mm from the top edge, red double rules of 170 mm."""
    across = (PAGE_MM[0] - LETTER_RULE_MM) / 2
    lower = PAGE_MM[1] - LETTER_LOWER_RULE_MM - TOP_MM
    thick, thin, gap = _THICK_PT, _THIN_PT, _BETWEEN_PT
    rule = (
        f"content:'';display:block;margin:0 -{RIGHT_MM - across}mm 0 -{LEFT_MM - across}mm;"
        f"height:{gap}pt;border-top:{thick}pt solid #{RED};border-bottom:{thin}pt solid #{RED}"
    )
    return (
        f".lower-rule{{position:absolute;top:{lower}mm;left:-{LEFT_MM - across}mm;width:{LETTER_RULE_MM}mm;height:{gap}pt;"
        f"border-top:{thin}pt solid #{RED};border-bottom:{thick}pt solid #{RED}}}"
        f".masthead{{margin-top:{LETTER_HEAD_TOP_MM - TOP_MM}mm;line-height:1;padding-bottom:{LETTER_RULE_GAP_MM}mm}}"
        f".head::after{{{rule}}}"
        f".number{{padding-top:{BODY_PT * 7 / 8 - (LINE_PT - BODY_PT) / 2:.2f}pt}}"
    )
