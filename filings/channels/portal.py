"""Filing through a platform (平台递交): 全国12315平台, a 12345 hotline system, a supervisor's own portal."""

from filings.channels.channel import Channel, ChannelField, ServiceRule

PORTAL = Channel(
    id="portal",
    label="平台递交",
    label_en="portal",
    filing_fields=(
        ChannelField("portal_name", "平台名称", "portal"),
        ChannelField("reference", "平台登记编号或者工单编号", "reference on the portal"),
        ChannelField("account", "递交所用账号", "account used", required=False),
    ),
    receipt_kinds=("平台受理截图", "平台回执编号", "平台状态变更通知"),
    receipt_fields=(
        ChannelField("received_at", "平台显示的收到时间", "time shown by the portal"),
        ChannelField("receipt_number", "回执编号", "receipt number", required=False),
    ),
    service=ServiceRule(
        counts_on="内容到达对方特定系统之日",
        counts_on_en="the day the content reaches the recipient's system",
        instrument="市场监督管理行政处罚程序规定",
        article="第八十二条第三项",
        note="该项适用于受送达人同意并签订送达地址确认书的执法文书；向机关递交的文书无统一规定，按平台显示的收到时间记录。",
    ),
)
