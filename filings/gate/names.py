"""Names in a text (单位名称、姓名): Chinese writes no spaces, so a name ends at its form and begins where it must."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filings.gate.values import Value

# What can only stand outside a name, before it; one character of a name may be cut off by it, never added.
_BEFORE = frozenset("与和向由对经在是为被将从及或到给于的我你您该其贵本各如就至把让请叫称按据因而且以、")
_FORMS = re.compile(
    r"有限责任公司|股份有限公司|有限公司|股份公司|集团公司|分公司|合作社|事务所|市场监督管理局|监督管理局|管理局|委员会|商行|超市|公司|[\u4e00-\u9fff](?=[店局])[店局]"
)
_COMMON_WORDS = """
    公司 本公司 我公司 贵公司 该公司 你公司 两公司 子公司 分公司 总公司 母公司 集团公司 快递公司 物流公司 保险公司
    有限公司 有限责任公司 股份有限公司 股份公司 物业公司 电商公司 供水公司 燃气公司 供电公司 门店 本店 分店 网店 商店 酒店
    饭店 书店 药店 总店 旗舰店 专卖店 专营店 加盟店 直营店 自营店 实体店 各店 到店 在店 店 局 贵局 本局 我局 该局 邮局
    市场监督管理局 监督管理局 管理局 公安局 委员会 消费者委员会 消费者权益保护委员会 仲裁委员会 事务所 律师事务所
    会计师事务所 超市 商行 合作社 布局 结局 格局 全局 大局 时局 当局 分局 总局 国家市场监督管理总局 市场监督管理总局
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_LONGEST = 40
_CUE = re.compile(
    r"(?:投诉人|举报人|申诉人|信访人|消费者|来电人|联系人|承办人|委托人|受托人|代理人|法定代表人|负责人|姓名)"
    r"(?:（[^（）\n]{1,12}）)?(?:姓名)?[：:\n]\s?([\u3400-\u9fff\U00020000-\U000323af·*]{2,8})(?=[，。；、,.;\s（(]|$)"
)
_TITLED = re.compile(r"([\u3400-\u9fff\U00020000-\U000323af·*]{2,4})(?:先生|女士)(?!们)")
_NOBODY = re.compile(
    r"签名|盖章|注明|填写|各位|匿名|本人|一名|一位|多位|两位|尊敬|电话|地址|未载明|代理人|来件|公司$|局$|店$"
)


def organisations_in(text: str) -> Iterator[Value]:
    """Give the names of organisations, each from where it can begin to the end of its legal form."""
    for found in _FORMS.finditer(text):
        end, start = found.end(), found.start()
        while start > 0 and end - start < _LONGEST and _belongs(text[start - 1]):
            start -= 1
        name = text[start:end]
        if name not in _COMMON and len(name) > 2 and not (len(found[0]) == 2 and name[-3:] in _COMMON):
            yield Value("organisation", name, start, end)


def persons_in(text: str) -> Iterator[Value]:
    """Give names of persons where the text says that one follows (联系人：…) or went before (… 女士)."""
    for pattern in (_CUE, _TITLED):
        for found in pattern.finditer(text):
            if not _NOBODY.search(found[1]):
                yield Value("person", found[1], found.start(1), found.end(1))


def known_name(name: str, told: str) -> bool:
    """Whether a text that is known holds the name, or an end of it long enough to be the whole of it.

    The words before a name cannot always be told from its beginning (联系示例商贸有限公司), so up to six may be dropped,
    as long as four characters and half of the name are left and the rest stands as a name of its own in the text.
    """
    if name in told:
        return True
    for dropped in range(1, min(7, len(name) - 3)):
        rest = name[dropped:]
        if len(rest) * 2 < len(name) or rest in _COMMON:
            return False
        at = told.find(rest)
        if at >= 0 and (at == 0 or not _belongs(told[at - 1])):
            return True
    return False


def known_person(name: str, told: str) -> bool:
    """Whether a known text holds the name; before 先生 and 女士 the first characters may belong to another word."""
    return any(name[dropped:] in told for dropped in range(max(1, len(name) - 1)))


def _belongs(character: str) -> bool:
    return character not in _BEFORE and (
        "\u3400" <= character <= "\u9fff" or character in "（）()" or character.isalnum()
    )
