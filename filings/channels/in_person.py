"""Filing in person (当面递交): handed in at a counter or served directly."""

from filings.channels.channel import Channel, ChannelField, ServiceRule

IN_PERSON = Channel(
    id="in_person",
    label="当面递交",
    label_en="in person",
    filing_fields=(
        ChannelField("place", "递交地点", "place"),
        ChannelField("delivered_by", "递交人", "delivered by"),
        ChannelField("received_by", "接收人", "received by", required=False),
    ),
    receipt_kinds=("签收单", "送达回证", "收文章"),
    receipt_fields=(
        ChannelField("received_on", "签收日期", "date of signature"),
        ChannelField("signed_by", "签收人", "signed for by"),
    ),
    service=ServiceRule(
        counts_on="送达回证上注明的签收日期",
        counts_on_en="the date of signature on the proof of service",
        instrument="市场监督管理行政处罚程序规定",
        article="第八十二条第一项",
        note="拒绝签收的，可以邀请见证人或者以拍照、录像记录后留置送达（同条第二项）。",
    ),
)
