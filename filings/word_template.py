"""The slim Word template (one a profile), written part by part: real styles, font table, footers — nothing else.

python-docx's own template carries 800 kB of unused styles and a character grid that other programs render wildly wide;
this one is about 3 kB, its styles come from the measures in `filings.layout`, and it has no grid.
"""

from __future__ import annotations

import functools
import io
import zipfile
from xml.sax.saxutils import escape, quoteattr

from filings.layout import (
    BOTTOM_MM,
    LEFT_MM,
    LETTER_LOWER_RULE_MM,
    LETTER_RULE_MM,
    PAGE_MM,
    PAGE_NUMBER_BELOW_MM,
    RED,
    RIGHT_MM,
    TOP_MM,
    LineStyle,
    styles,
)

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

EAST_ASIAN = {
    "fang": "仿宋_GB2312",
    "kai": "楷体_GB2312",
    "hei": "黑体",
    "title": "方正小标宋简体",
    "song": "宋体",
    "mark": "Segoe UI Symbol",
}
_ALTERNATIVES = {
    "仿宋_GB2312": "仿宋",
    "楷体_GB2312": "楷体",
    "黑体": "SimHei",
    "方正小标宋简体": "宋体",
    "宋体": "SimSun",
}
STYLE_TITLES = {
    "masthead": "发文机关标志",
    "title": "公文标题",
    "form_mark": "式样号",
    "number": "发文字号",
    "addressee": "主送机关",
    "heading1": "一级标题",
    "heading2": "二级标题",
    "body": "正文段落",
    "item": "编号项",
    "choice": "情形项",
    "flush": "顶格段落",
    "note": "附注",
    "small": "表注",
    "enclosures": "附件说明",
    "sign_name": "署名",
    "sign_date": "成文日期",
    "annex_label": "附件标识",
    "annex_title": "附件标题",
    "caption": "表题",
    "cell": "表格文字",
    "cell_header": "表头文字",
    "page_number": "页码",
    "verification": "核验说明",
    "imprint": "版记",
}
_OUTLINE = {"title": 0, "heading1": 1, "heading2": 2, "annex_title": 0}
# The styles that Word itself knows: who goes on writing there finds them under "Title" and "Heading".
_BUILT_IN = {
    "title": ("WordTitle", "Title"),
    "heading1": ("WordHeading1", "heading 1"),
    "heading2": ("WordHeading2", "heading 2"),
}
_NEXT = {"title": "body", "heading1": "body", "heading2": "body", "addressee": "body", "annex_label": "annex_title"}


def twips(points: float) -> int:
    """Give points as twentieths of a point."""
    return round(points * 20)


def millimetres(length: float) -> int:
    """Give millimetres as twentieths of a point."""
    return round(length / 25.4 * 1440)


def run_properties(role: str) -> str:
    """Give the rPr of a run: the East Asian font and language on every run, else other programs pick Japanese shapes."""
    font = EAST_ASIAN[role]
    latin = font if role == "mark" else "Times New Roman"
    return (
        f'<w:rPr><w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}" w:cs="{latin}" w:hint="eastAsia"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    )


def indents(style: LineStyle, *, right: float | None = None) -> str:
    """Give the w:ind element of a style, in characters with the same in twips beside; "" when there is none."""
    edge = style.right if right is None else right
    values = {"left": style.left, "right": edge, "firstLine": style.first}
    parts = [
        f'w:{name}Chars="{round(value * 100)}" w:{name}="{twips(value * style.size)}"'
        for name, value in values.items()
        if value
    ]
    return f"<w:ind {' '.join(parts)}/>" if parts else ""


@functools.cache
def template(profile: str) -> bytes:
    """Give the empty .docx of a profile."""
    parts = {
        "[Content_Types].xml": _content_types(),
        "_rels/.rels": _relationships(
            [
                ("rId1", f"{R}/officeDocument", "word/document.xml"),
                ("rId2", _REL + "/metadata/core-properties", "docProps/core.xml"),
            ]
        ),
        "docProps/core.xml": _core(),
        "word/_rels/document.xml.rels": _relationships(
            [
                ("rId1", f"{R}/styles", "styles.xml"),
                ("rId2", f"{R}/settings", "settings.xml"),
                ("rId3", f"{R}/fontTable", "fontTable.xml"),
                ("rId4", f"{R}/footer", "footer1.xml"),
                ("rId5", f"{R}/footer", "footer2.xml"),
                ("rId6", f"{R}/footer", "footer3.xml"),
            ]
        ),
        "word/document.xml": _document(profile),
        "word/styles.xml": _styles(profile),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
        "word/footer1.xml": _footer("right"),
        "word/footer2.xml": _footer("left"),
        "word/footer3.xml": _first_footer(profile),
    }
    return zipped({name: (_HEAD + xml).encode() for name, xml in parts.items()})


def zipped(parts: dict[str, bytes]) -> bytes:
    """Give a zip whose bytes depend on the parts alone: fixed order, fixed dates."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, parts[name])
    return buffer.getvalue()


def _content_types() -> str:
    overrides = {"/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml"}
    names = {"document": "document.main", "styles": "styles", "settings": "settings", "fontTable": "fontTable"}
    names |= {f"footer{i}": "footer" for i in (1, 2, 3)}
    overrides |= {f"/word/{part}.xml": f"{_TYPE}{kind}+xml" for part, kind in names.items()}
    listed = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{listed}</Types>'
    )


def _relationships(entries: list[tuple[str, str, str]]) -> str:
    listed = "".join(f'<Relationship Id="{i}" Type="{kind}" Target="{target}"/>' for i, kind, target in entries)
    return f'<Relationships xmlns="{_REL}">{listed}</Relationships>'


def _core() -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/>'
    )


def _document(profile: str) -> str:
    footers = '<w:footerReference w:type="default" r:id="rId4"/><w:footerReference w:type="even" r:id="rId5"/>'
    if profile == "gw-letter":
        footers += '<w:footerReference w:type="first" r:id="rId6"/>'
    footer_at = BOTTOM_MM - PAGE_NUMBER_BELOW_MM - styles(profile)["page_number"].pitch / 72 * 25.4
    page = (
        f'<w:pgSz w:w="{millimetres(PAGE_MM[0])}" w:h="{millimetres(PAGE_MM[1])}"/>'
        f'<w:pgMar w:top="{millimetres(TOP_MM)}" w:right="{millimetres(RIGHT_MM)}" w:bottom="{millimetres(BOTTOM_MM)}" '
        f'w:left="{millimetres(LEFT_MM)}" w:header="851" w:footer="{millimetres(footer_at)}" w:gutter="0"/>'
    )
    first = "<w:titlePg/>" if profile == "gw-letter" else ""
    return f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body><w:sectPr>{footers}{page}{first}</w:sectPr></w:body></w:document>'


def _styles(profile: str) -> str:
    run = run_properties("fang").replace("<w:lang", '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang')
    defaults = f"<w:docDefaults><w:rPrDefault>{run}</w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    normal = '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
    )
    table_of = styles(profile)
    builtin = "".join(_builtin(name, title, table_of[name]) for name, (_, title) in _BUILT_IN.items())
    own = "".join(_style(name, style) for name, style in table_of.items())
    return f'<w:styles xmlns:w="{W}">{defaults}{normal}{table}{builtin}{own}</w:styles>'


def _builtin(name: str, title: str, style: LineStyle) -> str:
    """Give the style of Word's own name that ours is based on."""
    identifier, _ = _BUILT_IN[name]
    return (
        f'<w:style w:type="paragraph" w:styleId="{identifier}"><w:name w:val={quoteattr(title)}/><w:basedOn w:val="Normal"/>'
        f'<w:next w:val="body"/><w:qFormat/>{_properties(name, style)}</w:style>'
    )


def _style(name: str, style: LineStyle) -> str:
    based = _BUILT_IN[name][0] if name in _BUILT_IN else "Normal"
    following = f'<w:next w:val="{_NEXT[name]}"/>' if name in _NEXT else ""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val={quoteattr(STYLE_TITLES[name])}/>'
        f'<w:basedOn w:val="{based}"/>{following}<w:qFormat/>{_properties(name, style)}</w:style>'
    )


def _properties(name: str, style: LineStyle) -> str:
    """Give the pPr and rPr of a kind of line."""
    align = {"justify": "both", "left": "left", "center": "center", "right": "right"}[style.align]
    keep = "<w:keepNext/>" if style.keep_next else ""
    outline = f'<w:outlineLvl w:val="{_OUTLINE[name]}"/>' if name in _OUTLINE else ""
    colour = f'<w:color w:val="{RED}"/>' if style.red else ""
    half = round(style.size * 2)
    properties = run_properties(style.face).replace(
        "<w:lang", f'{colour}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/><w:lang'
    )
    return (
        f'<w:pPr>{keep}<w:widowControl/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
        f'<w:spacing w:before="{twips(style.before)}" w:after="{twips(style.after)}" '
        f'w:line="{twips(style.pitch)}" w:lineRule="exact"/>{indents(style)}<w:jc w:val="{align}"/>{outline}</w:pPr>'
        f"{properties}"
    )


def _settings() -> str:
    return (
        f'<w:settings xmlns:w="{W}"><w:evenAndOddHeaders/><w:characterSpacingControl w:val="doNotCompress"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _font_table() -> str:
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _ALTERNATIVES.items()
    )
    return f'<w:fonts xmlns:w="{W}">{fonts}<w:font w:name="Times New Roman"><w:charset w:val="00"/></w:font></w:fonts>'


def _footer(side: str) -> str:
    properties = run_properties("song")
    pieces = [
        f'<w:t xml:space="preserve">{escape("— ")}</w:t>',
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        "<w:t>1</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
        f'<w:t xml:space="preserve">{escape(" —")}</w:t>',
    ]
    runs = "".join(f"<w:r>{properties}{piece}</w:r>" for piece in pieces)
    indent = f'<w:ind w:{side}Chars="100" w:{side}="280"/>'
    return (
        f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="page_number"/>{indent}<w:jc w:val="{side}"/></w:pPr>'
        f"{runs}</w:p></w:ftr>"
    )


def _first_footer(profile: str) -> str:
    """Give the first page's footer: in the letter format the lower double rule (thin above thick), no page number."""
    if profile != "gw-letter":
        return f'<w:ftr xmlns:w="{W}"><w:p/></w:ftr>'
    across = (PAGE_MM[0] - LETTER_RULE_MM) / 2
    number = styles(profile)["page_number"].pitch / 72 * 25.4
    below = (BOTTOM_MM - PAGE_NUMBER_BELOW_MM - number - LETTER_LOWER_RULE_MM) / 25.4 * 72
    return (
        f'<w:ftr xmlns:w="{W}"><w:p><w:pPr><w:pStyle w:val="page_number"/><w:pBdr>'
        f'<w:bottom w:val="thinThickSmallGap" w:sz="24" w:space="{round(below)}" w:color="{RED}"/></w:pBdr>'
        f'<w:ind w:left="-{millimetres(LEFT_MM - across)}" w:right="-{millimetres(RIGHT_MM - across)}"/></w:pPr></w:p></w:ftr>'
    )
