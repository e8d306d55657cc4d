"""How slips are laid out: the labels of each field, the shapes a label takes, and tables as lines of label and value."""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass

_EDGES = " \t\u3000;；,，|｜"
LONG = ("content", "demands")
"""Fields whose text runs on over the following lines."""
RESPONDENT_OWN = ("name", "phone", "address")
"""Fields that belong to the complainant unless their block is headed by the respondent."""
NOTHING = frozenset({"", "无", "空", "/", "\\", "-", "--", "—", "——", "NULL", "null", "None", "暂无", "未填写"})
HOTLINE_RANKS = (
    "received.taken_in",
    "received.dispatched",
    "received.accepted",
    "received.registered",
    "received.made",
)
OTHER_RANKS = ("received.taken_in", "received.registered", "received.made", "received.accepted", "received.dispatched")

_LABELS: dict[str, str] = {
    "external_number": "登记编号 工单编号 工单号 工单ID 投诉编号 举报编号 投诉单号 受理编号 来件编号 投诉登记编号 单号 编号",
    "name": "投诉人 投诉人姓名 投诉人名称 举报人 举报人姓名 来电人 来电人姓名 诉求人 诉求人姓名 市民姓名 消费者姓名 消费者 联系人 姓名",
    "phone": "联系电话 投诉人电话 投诉人联系电话 投诉人手机 举报人电话 来电号码 来电电话 手机号码 手机号 手机 联系方式 联系手机 电话",
    "address": "联系地址 投诉人地址 投诉人住址 来电人地址 通讯地址 住址 地址",
    "respondent_name": "被投诉人 被投诉人名称 被投诉企业 被投诉企业名称 被投诉单位 被投诉方 被投诉对象 被投诉主体 被举报人 被举报人名称 被举报企业"
    " 被反映对象 被反映单位 涉事企业 涉事主体 涉及主体名称 涉及主体 企业名称 单位名称 商家名称 商家 经营者名称 经营者 店铺名称 名称",
    "respondent_code": "统一社会信用代码 社会信用代码 信用代码 统一信用代码 被投诉人统一社会信用代码",
    "received.taken_in": "收到时间 收到日期 收到日 接收时间 接收日期 收件时间 收件日期 签收时间 签收日期 案件接收日期",
    "received.dispatched": "派单时间 派单日期 转办时间 转办日期 交办时间 交办日期 派发时间 下派时间 分派时间 推送时间 转派时间",
    "received.registered": "登记时间 登记日期 录入时间 创建时间 建单时间",
    "received.made": "投诉时间 投诉日期 举报时间 举报日期 来电时间 来电日期 诉求时间 提交时间 反映时间 来文日期 来函日期",
    "received.accepted": "受理时间 受理日期",
    "due_on": "办理时限 办理期限 反馈期限 反馈时限 答复期限 答复时限 办结时限 办结期限 处理时限 回复期限 回复时限 截止时间 截止日期"
    " 办理截止时间 要求办结时间 要求反馈时间 限办时间",
    "title": "标题 工单标题 诉求标题 投诉标题 主题",
    "category": "问题类别 问题分类 投诉类别 投诉类型细分 诉求分类 涉及问题分类 举报问题类别 问题类型",
    "content": "诉求内容 投诉内容 举报内容 主要内容 工单内容 反映内容 具体内容 问题描述 问题陈述 诉求描述 事实描述 简要情况 基本情况 具体问题"
    " 市民诉求 来电内容 内容",
    "demands": "投诉请求 投诉要求 诉求请求 具体诉求 消费者诉求 诉求 请求事项 主要诉求 要求",
    "authority": "处理机构 来文单位 来文机关 处理单位 管辖单位 转办单位 交办单位 派单单位 受理单位 受理机构 登记单位 登记部门 登记机构 发文机关",
    "kind": "类型 信息类型 表单类型 业务类型 诉求类型 工单类型 来电类别 投诉类型 件类型",
    "letter_title": "来文名称 来文标题 来函名称 文件名称",
    "letter_number": "来文字号 来函字号 发文字号 文号 来文文号",
    "other": "企业地址 被投诉人地址 被投诉单位地址 经营地址 商家地址 店铺地址 住所 企业电话 被投诉人电话 被投诉企业电话 商家电话 店铺电话"
    " 证件类型 证件号码 身份证号 身份证号码 性别 年龄 民族 邮箱 电子邮箱 邮政编码 接收方式 来源 来源渠道 受理渠道 事发地 事发时间"
    " 购买时间 购买日期 消费时间 购买渠道 订单号 订单编号 商品名称 品牌 型号 金额 涉及金额 争议金额 消费金额 处理部门 承办单位 承办部门"
    " 办理单位 受理员 受理人 经办人 登记人 派单人 打印时间 打印人 紧急程度 是否保密 是否公开 是否回复 状态 办理状态 受理状态 初查受理状态"
    " 工单状态 处理状态 备注 附件 派单意见 转办意见 交办意见 办理意见 处理意见 办理要求 反馈内容 办结时间 回访情况 办理情况",
}
_FIELD_OF = {label: name for name, labels in _LABELS.items() for label in labels.split()}
_WORDS = "|".join(r"[ \u3000]{0,4}".join(map(re.escape, label)) for label in sorted(_FIELD_OF, key=len, reverse=True))
_LEAD = r"^[ \t\u3000]*(?:[(（]?[\d一二三四五六七八九十]{1,3}[、.．)）][ \u3000]*|[-*•·●■◆>#]+[ \u3000]*)?"
_REMARK = r"(?:[(（][^()（）\n]{0,12}[)）])?"
MARK = re.compile(
    rf"(?:{_LEAD}|(?<=[\s\u3000;；,，。|｜、】\]]))"
    rf"(?:[【\[][ \u3000]*(?P<bracketed>{_WORDS})[ \u3000]*[:：]?[】\]][ \u3000]*[:：]?"
    rf"|\*{{0,2}}(?P<plain>{_WORDS})\*{{0,2}}{_REMARK}[ \t\u3000]*[:：]\*{{0,2}})"
    rf"|{_LEAD}(?P<alone>{_WORDS}){_REMARK}(?:[ \u3000]+(?=\S)|[ \t\u3000]*$)"
)
SECTION = re.compile(
    r"(?:[(（]?[\d一二三四五六七八九十]{1,3}[、.．)）])?[ \u3000]*[【\[]?"
    r"(?P<whose>(?P<other>被(?:投诉|举报|反映)(?:人|方|对象|单位|主体|企业)|涉事(?:企业|单位|主体)|涉及主体|企业|商家|经营者)"
    r"|投诉(?:人|方)|举报人|来电人|消费者|诉求人)(?:的)?(?:基本)?(?:信息|情况|资料)[】\]]?[:：]?"
)
_CLOCK = r"(?:[ T]{0,3}(?:上午|下午|晚上)?\d{1,2}[:时点]\d{0,2}(?:[:分]\d{0,2}秒?)?)?"
DATE = re.compile(
    rf"(?<!\d)(?:(?P<year>(?:19|20)\d\d)[ ]?[-/.年][ ]?\d{{1,2}}[ ]?[-/.月][ ]?\d{{1,2}}(?!\d)[日号]?"
    rf"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)|\d{{1,2}}月\d{{1,2}}[日号]){_CLOCK}"
)


@dataclass
class Piece:
    """One labelled value; `party` is whose label stood before it: complainant, respondent or "" for neither."""

    field: str
    label: str
    value: str
    party: str


def cut(text: str) -> tuple[list[Piece], list[str]]:
    """Return the labelled pieces of a slip and the lines that stand under no label, both in the order of the text."""
    pieces: list[Piece] = []
    loose: list[str] = []
    current: Piece | None = None
    party = block = ""
    for line in lines_of(text):
        marks = _marks(line, current)
        head = (line[: marks[0].start()] if marks else line).strip(_EDGES)
        section = SECTION.fullmatch(head)
        if section:
            party = block = "respondent" if section["other"] else "complainant"
            current = None
        elif current is not None and current.field in LONG:
            current.value += f"\n{head}"
        elif head and current is not None and not current.value:
            current.value = head
        elif head:
            loose.append(head)
        for place, mark in enumerate(marks):
            label, end = _label(mark), marks[place + 1].start() if place + 1 < len(marks) else len(line)
            name = field_of(label)
            party = {"name": "complainant", "respondent_name": "respondent"}.get(name, party)
            if block == "respondent" and name in RESPONDENT_OWN:
                name, party = "other", block
            current = Piece(name, re.sub(r"\s", "", label), line[mark.end() : end].strip(_EDGES), party)
            pieces.append(current)
    for piece in pieces:
        piece.value = piece.value.strip()
    return pieces, loose


def _marks(line: str, current: Piece | None) -> list[re.Match[str]]:
    """The labels of a line. Inside a long text a label counts at the head of the line or after a blank; that of the
    demands counts anywhere, because narratives end with it."""
    found: list[re.Match[str]] = []
    running = current.field if current else ""
    for mark in MARK.finditer(line):
        before, name = line[: mark.start()], field_of(_label(mark))
        at_head = not before.strip()
        if mark["alone"] is not None:
            rest = line[mark.end() :].strip()
            counts = not rest or (running not in LONG and (name in LONG or (len(rest) <= 60 and "。" not in rest)))
        else:
            counts = running not in LONG or at_head or before[-1].isspace() or name == "demands"
        if counts:
            found.append(mark)
            running = name
    return found


def _label(mark: re.Match[str]) -> str:
    return mark["bracketed"] or mark["plain"] or mark["alone"]


def field_of(label: str) -> str:
    """Return the field that a label names, "" for none."""
    return _FIELD_OF.get(_plain(label), "")


def _plain(cell: str) -> str:
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", cell)).strip(":*【】[]")
    return re.sub(r"^[\d一二三四五六七八九十]{1,3}[、.)]|\([^()]{0,12}\)$", "", text).rstrip(":")


def lines_of(text: str) -> list[str]:
    """Return the lines of a text; rows of a table come back as lines of `label：value`."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c]", "\n", text).replace("\ufeff", "").replace("\u200b", "")
    text = text.replace("\xa0", " ").replace("&nbsp;", " ")
    rows = _rows(text)
    lines: list[str] = []
    headings: list[str] | None = None
    for cells in rows:
        filled = [cell for cell in cells if cell.strip()]
        if len(cells) < 2 or not filled:
            lines.extend(cells if cells else [""])
            headings = None if filled else headings
        elif headings is not None:
            lines.extend(f"{label}：{value}" for label, value in zip(headings, cells, strict=False) if label.strip())
            lines.extend(cell for cell in cells[len(headings) :] if cell.strip())
            headings = None
        elif len(filled) > 1 and all(field_of(cell) for cell in filled):
            headings = cells
        else:
            lines.extend(_pairs(cells))
    if headings is not None:
        lines.extend(f"{label}：" for label in headings if label.strip())
    return lines


def _rows(text: str) -> list[list[str]]:
    """The text as rows of cells: tabs part cells, so do bars in a row that begins with a label."""
    if "\t" in text and re.search(r'(?:^|\t)"', text, re.MULTILINE) and text.count('"') % 2 == 0:
        return [[cell.replace("\n", " ") for cell in row] for row in csv.reader(io.StringIO(text), delimiter="\t")]
    rows = []
    for line in text.split("\n"):
        bars = [cell.strip() for cell in re.split(r"[|｜]", line.strip(" |｜"))]
        if len(bars) > 1 and any(field_of(cell) for cell in bars):
            rows.append(bars)
        elif not re.fullmatch(r"[\s|｜:+-]{3,}", line) or not line.strip():
            rows.append(line.split("\t"))
    return rows


def _pairs(cells: list[str]) -> list[str]:
    """A row of label, value, label, value; what fits no label stays a line of its own."""
    lines: list[str] = []
    place = 0
    cells = [cell.strip() for cell in cells]
    while place < len(cells):
        cell, following = cells[place], cells[place + 1] if place + 1 < len(cells) else ""
        if field_of(cell) and not field_of(following):
            lines.append(f"{cell.rstrip(':：')}：{following}")
            place += 1
        elif cell:
            lines.append(f"{cell}：" if field_of(cell) and cell[-1] not in ":：" else cell)
        place += 1
    return lines
