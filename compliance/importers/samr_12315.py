"""The national 12315 export (全国12315平台导出): 投诉 and 举报 rows → incoming complaints."""

import re
from datetime import date
from typing import Any

from compliance.complaints.dates import split_moment
from compliance.complaints.identity import check_credit_code, check_phone
from compliance.complaints.model import Complainant, IncomingComplaint, Respondent
from compliance.complaints.numbering import area_of, check_number_12315, receipt_date_of
from compliance.importers.headings import Layout
from compliance.importers.refusals import RowRefused
from compliance.importers.rows import ANONYMOUS, RowView

SOURCE = "samr_12315"
EXPECTED = (
    "登记编号",
    "类型",
    "接收方式",
    "企业名称",
    "企业地址",
    "诉求内容",
    "问题类别",
    "事发地",
    "具体问题",
    "初查受理状态",
    "处理机构",
    "处理部门",
    "反馈内容",
)
LAYOUT = Layout(
    required=("number", "type", "respondent_name", "content"),
    fields={
        "number": ("登记编号", "投诉编号", "举报编号"),
        "type": ("类型", "表单类型", "信息类型"),
        "way": ("接收方式",),
        "respondent_name": ("企业名称", "涉及主体名称", "被投诉人名称", "被投诉企业名称", "被举报人名称", "被投诉人"),
        "respondent_address": ("企业地址", "经营地址详细", "被投诉人地址"),
        "respondent_code": ("统一社会信用代码", "社会信用代码", "信用代码"),
        "respondent_phone": ("企业电话", "企业联系电话", "被投诉人电话", "联系电话(被举报对象)"),
        "content": ("诉求内容", "具体问题", "问题陈述", "简要情况", "投诉内容"),
        "problem": ("具体问题", "涉嫌违法行为"),
        "demands": ("投诉要求", "诉求", "诉求内容"),
        "category": ("问题类别", "涉及问题分类", "举报问题类别"),
        "label": ("初查受理状态", "受理状态", "办理状态", "状态"),
        "authority": ("处理机构", "处理单位", "管辖单位"),
        "received": (
            "收到时间",
            "收到日期",
            "接收时间",
            "接收日期",
            "案件接收日期",
            "登记时间",
            "登记日期",
            "投诉时间",
            "投诉日期",
            "举报时间",
            "举报日期",
        ),
        "due": ("办理时限", "办理期限", "要求办结时间", "答复期限"),
        "name": ("投诉人姓名", "举报人姓名", "投诉人", "举报人", "提供方姓名", "姓名"),
        "phone": ("投诉人电话", "投诉人联系电话", "举报人电话", "联系电话", "来电号码", "手机号码"),
        "address": ("投诉人地址", "举报人地址", "联系地址"),
        "id_kind": ("证件类型",),
        "id_number": ("证件号码", "身份证号码"),
    },
)
_DEMAND_PARTS = re.compile(r"[,，、;；/\s]+")
LONGEST_DEMAND = 14
LONGEST_TYPE = 12
# The choices of the platform's demand field; what somebody wrote in their own words stays content, however short.
_DEMAND = re.compile(
    r"(?:要求|请求)?(?:退货|退款|全额退款|换货|更换(?:商品)?|修理|维修|重作|退赔费用|退还费用|退费|赔偿(?:损失)?|补足(?:商品)?数量"
    r"|退一赔[一二三十]|继续履行(?:合同)?|履行合同|解除合同|停止侵权|赔礼道歉|道歉|恢复名誉|消除影响|查处|依法查处|其他)"
)
_ODR = re.compile(r"ODR|在线和解|绿色通道", re.IGNORECASE)


def read_row(view: RowView, *, today: date | None) -> IncomingComplaint:
    """Return the complaint of one row. Raises RowRefused for a bad number, type or date.

    The day of receipt comes from a date column, else from the number; a status is only a label.
    """
    number = _number(view, today)
    kind, regimes = _kind(view)
    way = view.text("way")
    channel = SOURCE
    if _ODR.search(way) and kind == "complaint":
        channel, regimes = "samr_odr", ("odr_12315",)
    received = _received(view, number, today)
    title_parts = [part for part in (view.text("respondent_name"), view.text("category")) if part]
    content = _content(view)
    view.refuse_silence(*title_parts, content)
    return IncomingComplaint(
        source=SOURCE,
        external_number=number,
        channel=channel,
        authority=view.text("authority"),
        kind=kind,
        title="：".join(title_parts),
        content=content,
        demands=_demands(view),
        category=view.text("category"),
        **received,
        due_on=_due(view),
        complainant=_complainant(view),
        respondent=_respondent(view),
        label=view.text("label"),
        regimes=regimes,
        facts=_facts(number, way, kind, view),
        extra=view.extra(),
        notes=view.remarks(),
    )


def _number(view: RowView, today: date | None) -> str:
    number, cut = view.number("number")
    heading = view.heading("number")
    if cut:
        raise RowRefused(
            heading,
            f"“{heading}”疑似被 Excel 截断（{number[:30]}），无法还原，请将该列设为文本后重新导出。",
            "The number was cut by Excel and cannot be repaired; set the column to text and export again.",
        )
    checked = check_number_12315(number, not_after=today)
    if not checked.ok:
        raise RowRefused(heading, checked.problem, checked.problem_en)
    return checked.value


def _kind(view: RowView) -> tuple[str, tuple[str, ...]]:
    text, heading = "".join(view.text("type").split()), view.heading("type")
    # A whole sentence here means that the columns of the row have slipped; a word in it decides nothing.
    shown, text = text[:20], text if len(text) <= LONGEST_TYPE else ""
    complaint, report = "投诉" in text, "举报" in text
    if complaint and report:
        view.notes.append("来件同时含投诉和举报，应当分别办理。")
        return "complaint", ("samr_complaint", "samr_report")
    if complaint:
        return "complaint", ("samr_complaint",)
    if report:
        return "report", ("samr_report",)
    if "咨询" in text:
        return "enquiry", ()
    if "建议" in text or "意见" in text:
        return "suggestion", ()
    have = f"现为“{shown}”" if shown else "现为空"
    raise RowRefused(
        heading,
        f"“{heading}”应为“投诉”或者“举报”，{have}，请按平台原值更正。",
        f"{heading} should be 投诉 or 举报; correct it from the platform.",
    )


def _received(view: RowView, number: str, today: date | None) -> dict[str, Any]:
    found = view.moment("received")
    inside = receipt_date_of(number)
    if found is None:
        view.notes.append(f"收到日取自登记编号（{inside}）。")
        return {"received_on": inside, "received_from": "number"}
    day, instant = split_moment(found)
    heading = view.heading("received")
    if today and day > today:
        raise RowRefused(
            heading, f"“{heading}”{day} 晚于今天，请核对。", f"{heading} {day} is in the future; check it."
        )
    if inside and inside != day:
        view.notes.append(f"登记编号所载日期 {inside} 与“{heading}”{day} 不一致，收到日按“{heading}”。")
    return {"received_on": day, "received_at": instant, "received_from": "column", "received_column": heading}


def _due(view: RowView) -> date | None:
    """A limit column holds a date, or words such as 7个工作日, which set no day and stay among the other columns."""
    text = view.text("due")
    if not text:
        return None
    if re.fullmatch(r"\D{0,4}\d{1,3}\D{0,2}(?:工作日|日|天|小时).*", text):
        view.used.difference_update(view.headings.columns["due"])
        view.notes.append(f"“{view.heading('due')}”写的是“{text}”，不是日期，未作为指定期限。")
        return None
    found = view.moment("due")
    return split_moment(found)[0] if found else None


def _content(view: RowView) -> str:
    """What happened. A column of short demands (退货,更换) is already in `demands` and is not said twice."""
    problem, content = view.text("problem"), view.text("content")
    if not content or content == problem or (problem and _demands(view) and view.text("demands") == content):
        return problem
    if not problem:
        return content
    return f"{content}\n{problem}"


def _demands(view: RowView) -> tuple[str, ...]:
    parts = [part for part in _DEMAND_PARTS.split(view.text("demands")) if part]
    if not parts or any(len(part) > LONGEST_DEMAND for part in parts):
        return ()
    if view.text("demands") == view.text("content") and not all(_DEMAND.fullmatch(part) for part in parts):
        return ()
    return tuple(dict.fromkeys(parts))


def _complainant(view: RowView) -> Complainant:
    name = view.text("name")
    anonymous = name in ANONYMOUS
    phone = view.plain("phone")
    if phone and "*" not in phone:
        checked = check_phone(phone)
        if checked.ok:
            phone = checked.value
        else:
            view.notes.append(f"“{view.heading('phone')}”格式不正确，已照原样保留。")
    return Complainant(
        name="" if anonymous else name,
        phone=phone,
        address=view.text("address"),
        id_kind=view.text("id_kind"),
        id_number=view.plain("id_number"),
        anonymous=anonymous,
    )


def _respondent(view: RowView) -> Respondent:
    code = view.plain("respondent_code")
    if code and "*" not in code:
        checked = check_credit_code(code)
        if checked.ok:
            code = checked.value
        else:
            view.notes.append(f"{checked.problem.rstrip('。')}（已照原样保留）。")
    return Respondent(
        name=view.text("respondent_name"),
        credit_code=code,
        address=view.text("respondent_address"),
        phone=view.plain("respondent_phone"),
    )


def _facts(number: str, way: str, kind: str, view: RowView) -> dict[str, Any]:
    facts: dict[str, Any] = {"area": area_of(number)}
    if way:
        facts["way"] = way
    if kind == "report" and view.text("name"):
        facts["real_name"] = view.text("name") not in ANONYMOUS
    return facts
