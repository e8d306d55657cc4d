"""Lines of a title, masthead or name: of like length, broken between words (GB/T 9704-2012 7.3.1).

Without a dictionary of Chinese, words are the terms of this field and of company names (below), figures with their
unit, and whatever stands in brackets or title marks; a break elsewhere costs more than uneven lines.
"""

from __future__ import annotations

import math
import re

from filings.figures import text_width

_NOT_FIRST = "，。、；：？！”’）》〕】％"
_NOT_LAST = "“‘（《〔【"
_WORDS = """
关于 投诉人 被投诉人 投诉 举报人 被举报人 举报 申诉 信访 消费者 消费 经营者 商家 用户
客户 公司 我公司 本公司 股份有限公司 有限责任公司 有限公司 分公司 集团 控股 商贸 贸易
科技 电子商务 电商 商务 服务 电器 食品 餐饮 物业 酒店 市场监督管理局 管理局 监督管理
通信管理局 邮政管理局 监督 管理 委员会 消费者权益保护委员会 权益保护 协会 人民政府 政府 热线
平台 中心 工单 全国 情况说明 情况报告 情况反映 情况 说明 调查 核实 核查 处理 处置
办理 结果 进展 结论 报告 快报 续报 终报 答复 回复 复函 函复 告知书 通知书 决定书
意见书 申请书 协议书 委托书 登记表 反馈表 报告书 说明书 回执 回证 通知 通报 公告 决定
意见 申请 声明 致歉 警示 清单 目录 封面 备考表 整改 方案 计划 总结 阶段性 召回
下架 封存 退货 退款 退费 更换 修理 重作 赔偿 补偿 损失 违约金 合同 协议 纠纷 争议
和解 调解 终止 受理 不予受理 不予立案 立案 移送 分送 转办 督办 交办 退单 重办 延期
延长 补正 补充 材料 证据 录音 录像 身份 证明 授权 委托 代理 法定代表人 陈述 申辩
听证 送达 回避 鉴定 检测 检验 检查 线索 违法 违规 行政处罚 处罚 责令 限期 改正
责任 认定 考核 扣分 案例 舆情 媒体 事件 复盘 门店 口径 产品 商品 质量 缺陷 安全
问题 故障 价格 收费 费用 话费 套餐 宽带 快递 包裹 邮件 邮政业 电信 银行 保险 贷款
信用卡 理财 预付卡 储值卡 会员 健身 培训 电饭煲 电压力锅 电热水壶 热水器 手机 电视机
空调 冰箱 洗衣机 电动车 汽车 家具 装修 化妆品 奶粉 药品 保健品 外卖 网购 直播 广告
宣传 虚假 延迟 逾期 发货 交付 丢失 破损 短少 售后 客服 维修 安装 群体性 重大 异常
售后服务 运营服务 连锁经营 城市运营 集中投诉 重大投诉 质量问题 进货查验 信息公示
情况核查 门店 小区 沿线 水压 供水 停水 告知 从不 运费 承担 支行 分行
职业 重复 网上 留言 线上 在线 年度 季度 月度 上半年 下半年 分析 监管 事项 事宜
有关 相关 涉及 所购 购买 销售 经营 生产 要求 请求 拒绝 诉求
"""
_TERMS = sorted(re.findall(r"\S+", _WORDS), key=lambda term: -len(term))
_WHOLE = re.compile(
    r"《[^《》]*》|“[^“”]*”|（[^（）]*）|〔[^〔〕]*〕第?\d*号?|(?:\d+年)?\d+月(?:\d+日)?|\d+年|[A-Za-z0-9][A-Za-z0-9.,:/%+-]*[年月日元号件份批台起人户个％]?"
)
_TERM = re.compile("|".join(_TERMS))
_ENDINGS = (
    "通知",
    "通报",
    "告知书",
    "决定书",
    "意见书",
    "复函",
    "答复",
    "报告",
    "说明",
    "情况",
    "声明",
    "函",
    "请示",
    "申请",
)
_UNEVEN, _LONE = 0.35, 8.0
_NEVER = 1000.0
_LONG_REMARK, _REMARK = 12, 3.0
"""Characters from which a quotation or a remark in brackets may be broken, and what that costs."""


def lines_of(text: str, capacity: float) -> list[str]:
    """Give a text in the fewest lines of at most `capacity` characters, even in length, broken between words."""
    if text_width(text) <= capacity:
        return [text]
    costs = _break_costs(text, capacity)
    fewest = math.ceil(text_width(text) / capacity)
    tries = [_broken(text, capacity, count, costs) for count in (fewest, fewest + 1)]
    return min(tries, key=lambda found: found[0])[1]


def _broken(text: str, capacity: float, count: int, costs: list[float]) -> tuple[float, list[str]]:
    """Give the cheapest way to set a text in `count` lines, with its cost."""
    share = text_width(text) / count
    best: dict[int, tuple[float, list[str]]] = {0: (3.0 * count, [])}
    for line in range(count):
        reached: dict[int, tuple[float, list[str]]] = {}
        for start, (cost, lines) in best.items():
            ends = [len(text)] if line == count - 1 else range(start + 1, len(text))
            for end in ends:
                width = text_width(text[start:end])
                over = _NEVER * 10 * max(0.0, width - capacity)
                total = cost + costs[end] + over + _UNEVEN * abs(width - share) + (_LONE if width < 4 else 0)
                if end not in reached or total < reached[end][0]:
                    reached[end] = (total, [*lines, text[start:end]])
        best = reached
    return best[len(text)]


def _break_costs(text: str, capacity: float) -> list[float]:
    """Give the cost of a break before each character; the ends cost nothing."""
    costs = [4.0] * (len(text) + 1)
    costs[0] = costs[-1] = 0.0
    for term in _TERM.finditer(text):
        costs[term.start()], costs[term.end()] = min(costs[term.start()], 1.0), min(costs[term.end()], 1.0)
        if term.group().startswith(_ENDINGS) and term.start():
            costs[term.start()] = min(costs[term.start()], 0.5)
        if term.group() == "关于" and term.start():
            costs[term.start()] = -1.0
    for place in range(1, len(text)):
        before, after = text[place - 1], text[place]
        if before in "的，、；：":
            costs[place] = 0.0
        elif before in "和与及对将就由向从":
            costs[place] = min(costs[place], 1.5) + 1.0
        if after in "的等了":
            costs[place] += 6.0
        if text[:place].endswith("关于") or after in _NOT_FIRST or before in _NOT_LAST:
            costs[place] += 20.0
    for span in (*_TERM.finditer(text), *_WHOLE.finditer(text)):
        long_remark = span.group()[0] in "“（" and text_width(span.group()) > _LONG_REMARK
        if text_width(span.group()) <= capacity:
            for place in range(span.start() + 1, span.end()):
                costs[place] += _REMARK if long_remark else _NEVER
    return costs
