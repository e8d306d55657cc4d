"""Filing by post (邮寄): registered mail or express with an advice of delivery."""

from filings.channels.channel import Channel, ChannelField, ServiceRule

POST = Channel(
    id="post",
    label="邮寄",
    label_en="post",
    filing_fields=(
        ChannelField("carrier", "邮政或者快递企业", "carrier"),
        ChannelField("tracking_number", "邮件号", "tracking number"),
        ChannelField("to_address", "收件地址", "recipient's address"),
        ChannelField("posted_on", "交寄日期（邮戳）", "date of posting"),
    ),
    receipt_kinds=("收件回执", "投递查询记录", "退回凭证"),
    receipt_fields=(
        ChannelField("received_on", "回执上注明的收件日期", "date of receipt on the advice"),
        ChannelField("signed_by", "签收人", "signed for by"),
    ),
    service=ServiceRule(
        counts_on="回执上注明的收件日期",
        counts_on_en="the date of receipt on the advice of delivery",
        instrument="市场监督管理行政处罚程序规定",
        article="第八十二条第四项",
        note="因对方提供的地址不准确而退回的，文书被退回之日为送达之日（第八十三条第二款）。",
    ),
)
