"""Filing by electronic mail (电子邮件)."""

from filings.channels.channel import Channel, ChannelField, ServiceRule

EMAIL = Channel(
    id="email",
    label="电子邮件",
    label_en="e-mail",
    filing_fields=(
        ChannelField("to_address", "收件邮箱", "recipient's address"),
        ChannelField("from_address", "发件邮箱", "sender's address"),
        ChannelField("message_id", "邮件标识（Message-ID）", "Message-ID", required=False),
    ),
    receipt_kinds=("已送达回执", "已读回执", "对方回复邮件", "发送成功截图"),
    receipt_fields=(ChannelField("received_at", "到达对方系统的时间", "time of arrival"),),
    service=ServiceRule(
        counts_on="邮件到达对方特定系统之日",
        counts_on_en="the day the message reaches the recipient's system",
        instrument="市场监督管理行政处罚程序规定",
        article="第八十二条第三项",
        note="送达执法文书须受送达人同意并签订送达地址确认书，并以截屏等方式记录。",
    ),
)
