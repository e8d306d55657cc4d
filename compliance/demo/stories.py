"""The demo's entries by hand: a case of each channel, with the acts that followed. Days are counted back from today."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Story:
    """One invented case. ``acts`` are (kind, working days after receipt, extra values)."""

    channel: str
    authority: str
    kind: str
    title: str
    content: str
    received_ago: int
    """Working days before today."""
    due_in: int | None = None
    """Working days from today to the date that the sender set."""
    hour: int | None = None
    demands: tuple[str, ...] = ()
    complainant: tuple[str, str] = ("示例来电人", "19900000011")
    tier: str = ""
    handler: str = "jingban"
    acts: tuple[tuple[str, int, dict[str, Any]], ...] = ()
    paper: str = ""
    paper_name: str = ""
    extra_regimes: tuple[str, ...] = field(default=())


STORIES: tuple[Story, ...] = (
    Story(
        channel="consumer_association_zhejiang",
        authority="浙江省示例市消费者权益保护委员会",
        kind="complaint",
        title="健身卡停用后拒绝退费",
        content="会员示例䶮反映，门店停业后预付的年卡余额未退，多次联系无人答复。",
        received_ago=3,
        demands=("退还货款和服务费用",),
        complainant=("陈示䶮", "19900000012"),
    ),
    Story(
        channel="samr_office",
        authority="示例市天河区市场监督管理局",
        kind="complaint",
        title="电饭煲不能加热、商家拒绝三包",
        content="消费者反映购买的电饭煲使用一周后不能加热，商家以人为损坏为由拒绝三包。",
        received_ago=4,
        due_in=0,
        demands=("退货", "赔偿损失"),
        complainant=("李示㛃", "19900000013"),
        paper="示市监消分送〔2026〕第31号",
        paper_name="投诉分送通知书",
        tier="yellow",
    ),
    Story(
        channel="hotline_12345_jinan",
        authority="济南市12345市民服务热线（示例）",
        kind="complaint",
        title="装修公司延期交付且不退定金",
        content="来电人称约定九月完工，至今未交付，要求退还定金并按约定赔付。",
        received_ago=5,
        demands=("退还货款和服务费用",),
        complainant=("周示垚", "19900000014"),
    ),
    Story(
        channel="media_315_gala",
        authority="示例电视台",
        kind="complaint",
        title="节目报道门店使用过期原料",
        content="节目播出后多名消费者来电要求退款，需当日回应并上报。",
        received_ago=0,
        hour=9,
        demands=("退赔费用",),
        complainant=("", ""),
        tier="red",
    ),
    Story(
        channel="media_press",
        authority="示例消费报",
        kind="complaint",
        title="记者就会员自动续费问题发来采访函",
        content="来函列出三个问题，要求书面回复。",
        received_ago=2,
        due_in=1,
        complainant=("示例记者", "19900000015"),
        paper="示消报采〔2026〕8号",
        paper_name="采访函",
    ),
    Story(
        channel="letter_post",
        authority="",
        kind="complaint",
        title="来信反映快递破损未获赔付",
        content="来信人附照片两张，称收货当日已拒收并要求退款。",
        received_ago=8,
        demands=("退货",),
        complainant=("欧阳示喆", "19900000010"),
        acts=(("refund_requested", 0, {}),),
    ),
    Story(
        channel="visit",
        authority="",
        kind="complaint",
        title="来访反映家电延保不履行",
        content="来访人提交延保合同复印件，要求履行。",
        received_ago=6,
        complainant=("黄示堃", "19900000008"),
        acts=(("settled", 3, {}), ("closed", 4, {})),
    ),
    Story(
        channel="finance_12378",
        authority="示例监管分局",
        kind="complaint",
        title="分期手续费收取争议（限期回复）",
        content="转办单要求核实收费依据并在指定日期前书面回复。",
        received_ago=6,
        due_in=-1,
        complainant=("赵示祎", "19900000004"),
        paper="示监转〔2026〕102号",
        paper_name="消费投诉转办单",
        tier="red",
        handler="jingban2",
    ),
    Story(
        channel="samr_penalty",
        authority="示例市海珠区市场监督管理局",
        kind="letter",
        title="涉嫌虚假宣传案的处罚告知",
        content="告知拟作出的处罚及陈述、申辩和要求听证的权利。",
        received_ago=3,
        complainant=("", ""),
        acts=(("penalty_notice_served", 0, {}),),
        extra_regimes=("penalty_procedure",),
    ),
    Story(
        channel="samr_odr",
        authority="全国12315平台",
        kind="complaint",
        title="在线和解：保温杯漏水要求退款",
        content="消费者通过在线和解通道提出，要求退款并承担运费。",
        received_ago=7,
        demands=("退货",),
        complainant=("徐示燚", "19900000002"),
    ),
    Story(
        channel="samr_12315",
        authority="示例市越秀区市场监督管理局",
        kind="complaint",
        title="预售商品逾期未发货",
        content="消费者要求退还预付款，平台已转办，局方组织调解并委托检测。",
        received_ago=30,
        demands=("退还货款和服务费用",),
        complainant=("吴示珺", "19900000005"),
        acts=(
            ("accepted", 4, {}),
            ("suspended", 10, {"ground": "appraisal"}),
        ),
        handler="jingban2",
    ),
    Story(
        channel="samr_12315",
        authority="示例市番禺区市场监督管理局",
        kind="complaint",
        title="装修材料甲醛检测争议",
        content="双方选定检测机构后计时中止，报告出具后恢复。",
        received_ago=26,
        demands=("赔偿损失",),
        complainant=("刘示玥", "19900000006"),
        acts=(
            ("accepted", 3, {}),
            ("suspended", 6, {"ground": "testing"}),
            ("resumed", 14, {}),
        ),
    ),
)
