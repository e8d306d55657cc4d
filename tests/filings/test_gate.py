"""The gate before issue: each check with something it finds and something that it leaves alone."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from filings.gate.check import DueDay, Known, findings_of
from filings.gate.findings import BLOCKS, WARNS, Finding
from filings.gate.text import MOST_OF_A_RULE
from filings.gate.values import amounts_in, dates_in
from filings.letters import Catalogue
from filings.model import Addressee, Document, Enclosures, Paragraph, Run, SignatureBlock, Table
from tests.filings.test_example_sets import LETTERS, composed, sets_of

TODAY = date(2026, 11, 22)
LETTER = "company_statement"


@pytest.fixture
def facts() -> dict[str, Any]:
    return sets_of(LETTER)[0]["facts"]


@pytest.fixture
def words(catalogue: Catalogue, facts: dict[str, Any]) -> Document:
    return composed(catalogue, LETTER, facts)


@pytest.fixture
def found(catalogue: Catalogue, facts: dict[str, Any], words: Document):
    """What the gate finds when these paragraphs are written into a letter that has nothing wrong."""

    def look(*texts: str, **known: Any) -> tuple[Finding, ...]:
        edited = with_text(words, *texts)
        return findings_of(catalogue.letter(LETTER), facts, edited, today=TODAY, known=Known(**known))

    return look


def with_text(words: Document, *texts: str) -> Document:
    return replace(words, blocks=(*words.blocks, *(Paragraph((Run(text),)) for text in texts)))


@pytest.mark.parametrize("letter_id", LETTERS)
def test_the_examples_of_every_letter_pass(catalogue: Catalogue, letter_id: str) -> None:
    letter = catalogue.letter(letter_id)
    for one in sets_of(letter_id):
        words = composed(catalogue, letter_id, one["facts"])
        for side in letter.sides:
            known = Known(side=side, series="示例函")
            assert findings_of(letter, one["facts"], words, today=max(words.on, TODAY), known=known) == ()


@pytest.mark.parametrize(
    ("text", "rule", "severity"),
    [
        ("另行补偿500元。", "unknown", BLOCKS),
        ("另行补偿人民币伍佰元整。", "unknown", BLOCKS),
        ("联系电话：13800138000。", "unknown", BLOCKS),
        ("联系电话：１３８ ００１３ ８０００。", "unknown", BLOCKS),
        ("证件号码：110105194912310021。", "unknown", BLOCKS),
        ("统一社会信用代码91110105MA00000012。", "unknown", BLOCKS),
        ("订单2026111100009999已经退款。", "unknown", BLOCKS),
        ("依据别市监消〔2026〕99号处理。", "unknown", BLOCKS),
        ("货物由别处商贸有限公司发出。", "unknown", BLOCKS),
        ("已经报告别处市场监督管理局。", "unknown", BLOCKS),
        ("货物由朝阳路店发出。", "unknown", WARNS),
        ("经办：联系人：王小明，已经回访。", "unknown", BLOCKS),
        ("感谢王小明女士的配合。", "unknown", BLOCKS),
        ("我公司于2026年10月3日发货。", "unknown", WARNS),
        ("我公司于二〇二六年十月三日发货。", "unknown", WARNS),
        ("我公司于2026年2月30日发货。", "date", BLOCKS),
        ("调解定于2026年11月20日（星期四）。", "date", BLOCKS),
        ("收货人：××。", "placeholder", BLOCKS),
        ("收货人：XX。", "placeholder", BLOCKS),
        ("收货人：____。", "placeholder", BLOCKS),
        ("收货人：【】。", "placeholder", BLOCKS),
        ("收货人：【填写姓名】。", "placeholder", BLOCKS),
        ("TODO 补充经过。", "placeholder", BLOCKS),
        ("收货人：{{complainant}}。", "placeholder", BLOCKS),
        ("此处内容待补充。", "placeholder", BLOCKS),
        ("于某年某月回访。", "anonymous", WARNS),
        ("依照《信访工作条例》第九十九条。", "citation", BLOCKS),
        ("依照《市场监督管理投诉举报处理暂行办法》第十五条。", "citation", WARNS),
        ("详见附件9。", "annex", BLOCKS),
        ("商品状态为😀。", "glyph", BLOCKS),
        ("商品状态\u202e正常。", "glyph", BLOCKS),
        ("商品状态\u200b正常。", "glyph", BLOCKS),
        ("商品状态\x07正常。", "glyph", BLOCKS),
    ],
)
def test_what_was_written_into_a_letter_is_found(found, text: str, rule: str, severity: str) -> None:
    findings = found(text)
    assert {(each.rule, each.severity) for each in findings} == {(rule, severity)}
    assert all(each.zh.endswith("。") and each.en and each.place is not None for each in findings)


@pytest.mark.parametrize(
    "text",
    [
        "货款已经全部退还，本店、门店和我公司均无异议。",
        "我公司、贵单位、该公司和快递公司已经核对。",
        "依照《中华人民共和国消费者权益保护法》第二十四条、第三十九条办理。",
        "依照《信访工作条例》（2022年）第三十五条第一款办理。",
        "依照《示例市热线管理规定》第九百条办理。",
        "小区1号楼2单元、多元调解、元旦前后。",
        "编号12345，热线12345、12315，型号AB-1234，95%。",
        "已按【退货】流程办理（见凭证）。",
        "女士们、先生们，各位女士、先生。",
        "此事的结局和格局，局部情况。",
    ],
)
def test_ordinary_words_are_left_alone(found, text: str) -> None:
    assert found(text) == ()


@pytest.mark.parametrize(
    "spelled",
    ["399元", "399.00元", "￥399", "人民币399元", "三百九十九元", "人民币叁佰玖拾玖元整", "0.0399万元", "３９９元"],
)
def test_amounts_are_compared_by_value(found, spelled: str) -> None:
    assert found(f"已经退还{spelled}。", text="货款399元") == ()
    assert [each.rule for each in found(f"已经退还{spelled}。", text="货款398元")] in ([], ["unknown"])


def test_the_same_amount_reads_the_same_in_every_spelling() -> None:
    spelled = "1234.56元 1,234.56元 ￥1,234.56 0.123456万元 人民币壹仟贰佰叁拾肆元伍角陆分 一千二百三十四元五角六分"
    assert {each.key for each in amounts_in(spelled.replace("0.123456万元", ""))} == {
        ("", each) for each in _decimal("1234.56")
    }
    assert {str(each.key) for each in amounts_in("5美元")} != {str(each.key) for each in amounts_in("5元")}
    assert not list(amounts_in("3单元、零元、0元、多元"))


def _decimal(text: str) -> set[Any]:
    from decimal import Decimal

    return {Decimal(text)}


@pytest.mark.parametrize("spelled", ["2026年11月3日", "2026-11-03", "2026/11/3", "2026.11.03", "二〇二六年十一月三日"])
def test_dates_are_compared_by_value(spelled: str) -> None:
    assert [each.key for each in dates_in(f"于{spelled}收到")] == [date(2026, 11, 3)]


def test_what_the_case_knows_is_not_foreign(found) -> None:
    text = "已经通知别处商贸有限公司，13800138000，500元，2026年10月3日，别市监消〔2026〕99号。联系人：王小明。"
    assert len(found(text)) == 6
    assert found(text, text=text) == ()


def test_personal_numbers_do_not_stand_in_the_sentence(found) -> None:
    (one,) = found("联系电话：13800138000。")
    assert "13800138000" not in one.zh + one.en + one.id and "138****00" in one.zh


def test_a_missing_fact_is_named_and_never_lifted(catalogue: Catalogue, facts: dict[str, Any]) -> None:
    del facts["findings"]
    facts["amount"] = "三百"
    findings = findings_of(catalogue.letter(LETTER), facts, None, today=TODAY, known=Known())
    assert {each.fact: each.severity for each in findings} == {"findings": BLOCKS, "amount": BLOCKS}
    assert all(each.lasting for each in findings)


def test_words_fixed_under_an_older_template_keep_its_facts(
    catalogue: Catalogue, facts: dict[str, Any], words: Document
) -> None:
    del facts["findings"]
    findings = findings_of(
        catalogue.letter(LETTER), facts, replace(words, fingerprint="0" * 64), today=TODAY, known=Known()
    )
    assert not [each for each in findings if each.rule == "fact"]


def test_a_letter_to_nobody_is_found(catalogue: Catalogue, facts: dict[str, Any], words: Document) -> None:
    for blocks in (
        tuple(each for each in words.blocks if not isinstance(each, Addressee)),
        tuple(Addressee((Run("："),)) if isinstance(each, Addressee) else each for each in words.blocks),
    ):
        findings = findings_of(
            catalogue.letter(LETTER), facts, replace(words, blocks=blocks), today=TODAY, known=Known()
        )
        assert [(each.id, each.fact) for each in findings] == [("addressee:missing", "authority")]


def test_the_addressee_is_the_one_of_the_case(found, facts: dict[str, Any]) -> None:
    assert found(addressees=(facts["authority"],)) == ()
    assert found(addressees=("别处市场监督管理局", f"（{facts['authority']}）")) == ()
    (one,) = found(addressees=("别处市场监督管理局",))
    assert one.rule == "addressee" and one.severity == BLOCKS and one.fact == "authority"


def test_a_letter_that_answers_nothing_may_go_elsewhere(catalogue: Catalogue) -> None:
    letter, facts = catalogue.letter("major_complaint_report"), sets_of("major_complaint_report")[0]["facts"]
    words = composed(catalogue, letter.id, facts)
    (one,) = findings_of(letter, facts, words, today=TODAY, known=Known(addressees=("别处市场监督管理局",)))
    assert one.rule == "addressee" and one.severity == WARNS


def test_without_a_series_no_number_can_be_given(catalogue: Catalogue, facts: dict[str, Any]) -> None:
    facts.pop("document_number", None)
    words = composed(catalogue, LETTER, facts)
    (one,) = findings_of(catalogue.letter(LETTER), facts, words, today=TODAY, known=Known(series=""))
    assert one.id == "number:series" and one.lasting and one.page
    assert findings_of(catalogue.letter(LETTER), facts, words, today=TODAY, known=Known(series="示例函")) == ()


def test_a_paper_is_not_dated_ahead(catalogue: Catalogue, facts: dict[str, Any], words: Document) -> None:
    before = date.fromisoformat(facts["dated"]).replace(day=1)
    ids = {each.id for each in findings_of(catalogue.letter(LETTER), facts, words, today=before, known=Known())}
    assert ids == {"date:future", "date:future:incoming_on"}


def test_a_paper_does_not_precede_what_it_records(catalogue: Catalogue, facts: dict[str, Any], words: Document) -> None:
    signed = tuple(
        replace(each, dated=Run("2026年11月1日")) if isinstance(each, SignatureBlock) else each for each in words.blocks
    )
    findings = findings_of(
        catalogue.letter(LETTER), facts, replace(words, blocks=signed), today=TODAY, known=Known(text="2026年11月1日")
    )
    assert [(each.id, each.fact) for each in findings] == [("date:order:incoming_on", "incoming_on")]


def test_a_promise_is_kept_inside_the_limit(catalogue: Catalogue) -> None:
    letter, facts = catalogue.letter("consumer_receipt"), sets_of("consumer_receipt")[0]["facts"]
    words = composed(catalogue, letter.id, facts)
    promised = date.fromisoformat(facts["reply_by"])
    for due, count in ((promised, 0), (promised.replace(day=promised.day - 1), 1)):
        known = Known(due=(DueDay("答复投诉人", "reply to the complainant", due, "某规定"),))
        findings = findings_of(letter, facts, words, today=TODAY, known=known)
        assert [each.fact for each in findings] == ["reply_by"] * count


@pytest.mark.parametrize(
    ("letter_id", "changes", "stands"),
    [
        ("petition_extension_notice", {"original_due": "2026-11-20", "new_due": "2026-12-20"}, True),
        ("petition_extension_notice", {"original_due": "2026-11-20", "new_due": "2026-12-21"}, False),
        ("bank_extension_notice", {"received_on": "2026-11-01", "new_due": "2026-12-01", "approver": None}, True),
        ("bank_extension_notice", {"received_on": "2026-11-01", "new_due": "2026-12-02", "approver": None}, False),
        ("bank_extension_notice", {"received_on": "2026-11-01", "new_due": "2026-12-31", "approver": "总行"}, True),
        ("bank_extension_notice", {"received_on": "2026-11-01", "new_due": "2027-01-01", "approver": "总行"}, False),
    ],
)
def test_an_extension_is_no_longer_than_the_law_allows(
    catalogue: Catalogue, letter_id: str, changes: dict[str, Any], stands: bool
) -> None:
    optional = {"original_due": "2026-11-16", "assessment": None, "mediation_period": None, "approved_on": None}
    given = sets_of(letter_id)[0]["facts"] | optional | changes
    facts = {name: value for name, value in given.items() if value is not None}
    words = composed(catalogue, letter_id, facts)
    ids = {each.id for each in findings_of(catalogue.letter(letter_id), facts, words, today=TODAY, known=Known())}
    assert ("promise:extension" not in ids) == stands


def test_an_annex_that_is_named_is_listed(catalogue: Catalogue, facts: dict[str, Any], words: Document) -> None:
    listed = sum(len(each.names) for each in words.blocks if isinstance(each, Enclosures))
    letter = catalogue.letter(LETTER)
    inside, beyond = with_text(words, f"见附件{listed}。"), with_text(words, f"见附件{listed + 1}。")
    assert findings_of(letter, facts, inside, today=TODAY, known=Known()) == ()
    assert [each.rule for each in findings_of(letter, facts, beyond, today=TODAY, known=Known())] == ["annex"]
    bare = composed(catalogue, "extension_notice", given := sets_of("extension_notice")[1]["facts"])
    (one,) = findings_of(
        catalogue.letter("extension_notice"), given, with_text(bare, "详见附件。"), today=TODAY, known=Known()
    )
    assert one.id == "annex:unlisted" and one.severity == WARNS


def test_an_anonymous_addressee_stops_the_letter(catalogue: Catalogue, facts: dict[str, Any], words: Document) -> None:
    facts["authority"] = "示例市市场监督管理局"
    other = tuple(Addressee((Run("某某局："),)) if isinstance(each, Addressee) else each for each in words.blocks)
    findings = findings_of(catalogue.letter(LETTER), facts, replace(words, blocks=other), today=TODAY, known=Known())
    assert BLOCKS in {each.severity for each in findings if each.rule == "anonymous"}


def test_the_same_cause_keeps_its_id_and_another_gets_another(found) -> None:
    first, again, other = found("补偿500元。"), found("前文。", "现补偿￥500.00。"), found("补偿600元。")
    assert [each.id for each in first] == [each.id for each in again] != [each.id for each in other]


def test_of_many_the_first_are_listed(found) -> None:
    findings = found("".join(f"补偿{amount}元，" for amount in range(10_000, 10_400)))
    assert len(findings) == MOST_OF_A_RULE + 1
    assert findings[-1].id == "unknown:more:blocks" and findings[-1].lasting


HOSTILE = {
    "figures": "1" * 200_000,
    "organisations": "某公司" * 66_000,
    "forms": "公司" * 100_000,
    "capitals": "壹" * 200_000,
    "brackets": "【" * 200_000,
    "titles": "《" * 200_000,
    "crosses": "X" * 200_000,
    "cues": "投诉人：" * 50_000,
    "blanks": " " * 200_000,
    "commas": "1," * 100_000,
    "dashes": "1-" * 100_000,
    "articles": "《信访工作条例》" + "第九十九条、" * 33_000,
    "annexes": "附件9" * 66_000,
    "emoji": "😀" * 200_000,
    "turning": "\u202e" * 200_000,
    "control": "\x00\x07" * 100_000,
    "sirs": "先生" * 100_000,
    "names": "".join(f"甲{chr(0x4E00 + n % 20_000)}{chr(0x4E00 + n // 7)}有限公司，" for n in range(20_000)),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_text_is_read_in_seconds(found, kind: str) -> None:
    started = time.process_time()
    found(HOSTILE[kind])
    assert time.process_time() - started < 10


def test_a_table_of_two_thousand_rows_is_read_at_once(
    catalogue: Catalogue, facts: dict[str, Any], words: Document
) -> None:
    rows = tuple((f"{n}元", f"示例{n}有限公司") for n in range(10_000, 12_000))
    long = replace(words, blocks=(*words.blocks, Table((1, 1), ("金额", "单位"), rows)))
    started = time.process_time()
    findings = findings_of(catalogue.letter(LETTER), facts, long, today=TODAY, known=Known())
    assert time.process_time() - started < 5 and len(findings) == MOST_OF_A_RULE + 1


def test_time_grows_with_the_text_and_not_faster(found) -> None:
    def seconds(text: str) -> float:
        started = time.process_time()
        found(text)
        return time.process_time() - started

    piece = "投诉人于2026年11月3日在别处商贸有限公司购买商品，金额399元，联系电话0571-00000000。" * 250
    seconds(piece)
    short, long = seconds(piece), seconds(piece * 8)
    assert long < 8 * max(short, 0.02) * 3
