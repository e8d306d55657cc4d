"""Who works in the demo and for which invented organisation."""

from __future__ import annotations

from compliance.casework import organisation
from compliance.complaints.letter_series import Series

PEOPLE = (
    ("jingban", "示例经办", "officer"),
    ("jingban2", "示例经办乙", "officer"),
    ("shenhe", "示例审核", "reviewer"),
    ("fuzeren", "示例负责人", "head"),
    ("shenji", "示例审计", "auditor"),
    ("guanli", "示例管理员", "administrator"),
)
HOUSE = organisation.Organisation(
    name="示例甲百货有限公司",
    short_name="示例甲百货",
    credit_code="91110105MA00000012",
    address="广东省广州市越秀区示例一路1号",
    department="法务合规部",
    contact_person="示例经办",
    contact_phone="020-00000000",
    series=(Series("示例函"),),
)
