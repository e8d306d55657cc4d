"""Hotline exports (12345工单导出): the 28-column city export, the Beijing-style CSV and the short form."""

from datetime import date
from typing import Any

from compliance.complaints.dates import split_moment
from compliance.complaints.identity import check_phone
from compliance.complaints.model import Complainant, IncomingComplaint, ReportedEvent, Respondent
from compliance.complaints.numbering import check_number_12345, day_of_work_order, instant_of, was_cut_by_excel
from compliance.importers.headings import Layout
from compliance.importers.refusals import RowRefused
from compliance.importers.rows import ANONYMOUS, RowView

SOURCE = "hotline_12345"
AUTHORITY = "12345政务服务便民热线"
EXPECTED = (
    "工单编号",
    "受理员工号",
    "受理员",
    "来电人",
    "一级分类",
    "二级分类",
    "三级分类",
    "四级分类",
    "五级分类",
    "紧急程度",
    "来电类别",
    "受理渠道",
    "主要内容",
    "受理时间",
    "回复备注",
    "办理情况",
    "被催办单ID",
    "受理备注",
    "工单状态",
    "受理类型",
    "是否保密",
    "是否回复",
    "办理单位",
    "转办时间",
    "转办人姓名",
    "转办人工号",
    "转办意见",
    "办结时间",
)
EXPECTED_BEIJING = ("工单编号", "工单标题", "工单内容", "推送时间", "承办单位", "问题分类", "问题点位")
EXPECTED_SHORT = ("工单编号", "诉求标题", "市民诉求")
_CATEGORIES = ("一级分类", "二级分类", "三级分类", "四级分类", "五级分类")
LAYOUT = Layout(
    required=("number", "content"),
    fields={
        "number": ("工单编号", "工单号", "工单ID", "受理编号"),
        "content": ("主要内容", "工单内容", "市民诉求", "诉求内容", "反映内容"),
        "title": ("工单标题", "诉求标题", "标题"),
        "name": ("来电人", "诉求人", "来电人姓名", "市民姓名", "姓名"),
        "phone": ("来电号码", "联系电话", "联系方式", "手机号码"),
        "address": ("联系地址", "来电人地址"),
        "category": ("问题分类", "诉求分类"),
        **{f"category_{level}": (heading,) for level, heading in enumerate(_CATEGORIES, start=1)},
        "urgency": ("紧急程度",),
        "type": ("来电类别", "诉求类型", "工单类型", "诉求类别"),
        "dispatched": ("转办时间", "派单时间", "派发时间", "推送时间", "下派时间"),
        "taken": ("受理时间", "来电时间", "诉求时间", "创建时间"),
        "due": ("办理时限", "办理截止时间", "截止时间", "要求办结时间", "要求反馈时间", "处理时限"),
        "label": ("工单状态", "办理状态", "状态"),
        "finished": ("办结时间", "结案时间"),
        "confidential": ("是否保密",),
        "respondent_name": ("被投诉单位", "被反映对象", "涉事企业", "涉及主体名称"),
        "push": ("推送时间",),
    },
)
# What the caller wants decides the limit in some places; the words are those of the exports.
_KINDS = {
    "咨询": ("enquiry", "enquiry"),
    "建议": ("suggestion", "suggestion"),
    "意见": ("suggestion", "suggestion"),
    "表扬": ("suggestion", "suggestion"),
    "求助": ("complaint", "help"),
    "求决": ("complaint", "help"),
    "投诉": ("complaint", "complaint"),
    "举报": ("report", "report"),
}
_NO_CLOCK = ("无效", "骚扰")
_FINISHED = ("办结", "已办结", "结案")


def read_row(view: RowView, *, today: date | None) -> IncomingComplaint:
    """Return the work order of one row. Raises RowRefused for a missing or destroyed number or an unreadable time.

    The day of receipt is the dispatch (转办、推送), else the call, else the instant inside an 18-digit number; where
    nothing says it, the row is refused. Enquiries (咨询) propose no regime.
    """
    number = _number(view)
    beijing = bool(view.headings.columns.get("push"))
    kind, request = _kind(view)
    received = _received(view, number, today)
    content = view.text("content")
    regime = "hotline_12345_beijing" if beijing else "hotline_12345"
    category = _category(view)
    finished = _finished(view, received.get("received_on"))
    due = view.moment("due")
    title = view.text("title") or _short_title(category, content)
    view.refuse_silence(title, content)
    return IncomingComplaint(
        source=SOURCE,
        external_number=number,
        channel=regime,
        authority=AUTHORITY,
        kind=kind,
        title=title,
        content=content,
        category=category,
        **received,
        due_on=split_moment(due)[0] if due else None,
        complainant=_complainant(view),
        respondent=Respondent(name=view.text("respondent_name")),
        label=view.text("label"),
        regimes=() if kind == "enquiry" else (regime,),
        facts=_facts(view, request),
        reported_events=finished,
        extra=view.extra(),
        notes=view.remarks(),
    )


def suspicious_numbers(numbers: list[str]) -> bool:
    """Tell whether a column of 18-digit text numbers was cut before it became text: most of them end in 000."""
    long = [number for number in numbers if number.isdigit() and len(number) == 18]
    cut = sum(1 for number in long if was_cut_by_excel(number))
    return cut > 0 and cut * 2 > len(long)


def _number(view: RowView) -> str:
    number, cut = view.number("number")
    heading = view.heading("number")
    if cut:
        raise RowRefused(
            heading,
            f"“{heading}”疑似被 Excel 截断（{number[:30]}），无法还原，请将该列设为文本后重新导出。",
            "The number was cut by Excel and cannot be repaired; set the column to text and export again.",
        )
    checked = check_number_12345(number)
    if not checked.ok:
        raise RowRefused(heading, checked.problem, checked.problem_en)
    if checked.kind == "timed" and was_cut_by_excel(checked.value):
        view.notes.append("工单编号末三位为000，请核对是否被 Excel 截断。")
    return checked.value


def _kind(view: RowView) -> tuple[str, str]:
    text = view.text("type")
    for word, kinds in _KINDS.items():
        if word in text:
            return kinds
    if any(word in text for word in _NO_CLOCK):
        view.notes.append(f"“{view.heading('type')}”为“{text}”，只登记、不计期限。")
        return "enquiry", "invalid"
    if text:
        view.notes.append(f"“{view.heading('type')}”的值“{text}”未识别，按投诉登记。")
    elif "type" in view.headings.columns:
        view.notes.append(f"“{view.heading('type')}”为空，按投诉登记。")
    return "complaint", "complaint"


def _received(view: RowView, number: str, today: date | None) -> dict[str, Any]:
    dispatched, taken = view.moment("dispatched"), view.moment("taken")
    found, name = (dispatched, "dispatched") if dispatched else (taken, "taken")
    if found is None:
        return _received_by_number(view, number, today)
    day, instant = split_moment(found)
    heading = view.heading(name)
    if name == "dispatched" and taken and split_moment(taken)[0] > day:
        view.notes.append(f"“{view.heading('taken')}”晚于“{heading}”，请核对。")
    if today and day > today:
        raise RowRefused(
            heading, f"“{heading}”{day} 晚于今天，请核对。", f"{heading} {day} is in the future; check it."
        )
    if name == "dispatched" and taken:
        # Two columns were read, only one is the receipt: the other stays visible among the other columns.
        view.used.difference_update(view.headings.columns["taken"])
    return {"received_on": day, "received_at": instant, "received_from": "column", "received_column": heading}


def _received_by_number(view: RowView, number: str, today: date | None) -> dict[str, Any]:
    inside = instant_of(number)
    if inside and not (today and inside.date() > today):
        view.notes.append(f"收到时间取自工单编号（{inside:%Y-%m-%d %H:%M:%S}）。")
        return {"received_on": inside.date(), "received_at": inside, "received_from": "number"}
    day = day_of_work_order(number, not_after=today)
    if day:
        view.notes.append(f"收到日取自工单编号（{day}）。")
        return {"received_on": day, "received_from": "number"}
    heading = view.heading("dispatched" if view.headings.columns.get("push") else "taken")
    raise RowRefused(
        heading,
        f"“{heading}”为空，工单编号里也没有可用的日期，请补上时间后再导入。",
        f"{heading} is empty and the number holds no usable date; fill in the time.",
    )


def _category(view: RowView) -> str:
    levels = [view.text(f"category_{level}") for level in range(1, 6)]
    return ">".join(level for level in levels if level) or view.text("category")


def _short_title(category: str, content: str) -> str:
    first = content.split("\n", 1)[0]
    return category.rsplit(">", 1)[-1] or (first[:30] + ("…" if len(first) > 30 else ""))


def _finished(view: RowView, received_on: date | None) -> tuple[ReportedEvent, ...]:
    """A state with its date is an act that the hotline states; a state without a date stays a label."""
    found = view.moment("finished")
    heading = view.heading("finished")
    if found is None or view.text("label") not in _FINISHED:
        view.used.difference_update(view.headings.columns.get("finished", ()))
        return ()
    day, instant = split_moment(found)
    if received_on and day < received_on:
        view.notes.append(f"“{heading}”{day} 早于收到日 {received_on}，未作为办结，请核对。")
        view.used.difference_update(view.headings.columns["finished"])
        return ()
    return (ReportedEvent(kind="closed", on=day, at=instant, column=heading),)


def _complainant(view: RowView) -> Complainant:
    name, phone = view.text("name"), view.plain("phone")
    anonymous = name in ANONYMOUS
    if phone and "*" not in phone:
        checked = check_phone(phone)
        if checked.ok:
            phone = checked.value
        else:
            view.notes.append(f"“{view.heading('phone')}”格式不正确，已照原样保留。")
    return Complainant(name="" if anonymous else name, phone=phone, address=view.text("address"), anonymous=anonymous)


def _facts(view: RowView, request: str) -> dict[str, Any]:
    facts: dict[str, Any] = {"request_kind": request}
    if "紧急" in view.text("urgency"):
        facts["urgent"] = True
    if view.text("confidential") == "是":
        facts["confidential"] = True
    return facts
