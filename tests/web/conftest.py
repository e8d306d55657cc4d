"""A house with people and cases, built once, copied for each test file; clients that are signed in without waiting."""

from __future__ import annotations

import asyncio
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from litestar.testing import TestClient

from compliance.app import create_app
from compliance.casework import assessment, intake, organisation, people
from compliance.casework.actor import Actor, system_actor
from compliance.complaints.letter_series import Series
from compliance.complaints.model import Complainant, IncomingComplaint, Respondent
from compliance.records import people as records
from compliance.records import sessions
from compliance.resources import Clock, Resources, load_resources
from compliance.roles import Role
from compliance.settings import Settings

SAT_2026_11_21 = date(2026, 11, 21)
ADDRESS = "http://127.0.0.1"
PASSWORD = "a long enough sentence"
ROLES = ("officer", "reviewer", "head", "auditor", "administrator")
XSS = '<img src=x onerror="alert(1)">"\'><script>alert(2)</script>{{7*7}}'


def load(folder: Path) -> Resources:
    """Resources on a SQLite file, today pinned to Saturday 2026-11-21."""
    resources = load_resources(Settings(data_dir=folder, profile="company", renderers=1))
    resources.clock = Clock(SAT_2026_11_21)
    return resources


def complaint(number: int, **changes: object) -> IncomingComplaint:
    """An invented complaint, received `number` days before the pinned today."""
    first = IncomingComplaint(
        source="manual",
        channel="samr_12315",
        kind="complaint",
        title=f"电饭煲不能加热 {number}",
        content="购买后一周不能加热，要求退货。",
        demands=("退货",),
        received_on=SAT_2026_11_21 - timedelta(days=number),
        received_from="entered",
        complainant=Complainant(name="示例张三", phone="13800001234", address="示例路1号"),
        respondent=Respondent(name="示例甲百货有限公司"),
    )
    return replace(first, **changes)


async def furnish(resources: Resources) -> None:
    """Five people, the organisation's particulars, and cases with clocks of several kinds."""
    await resources.open()
    system = system_actor(resources)
    for role in ROLES:
        await people.add_user(resources, system, username=role, name=f"示例{role}", role=role, password=PASSWORD)
    user = await records.user_by_name(resources.database, "officer")
    officer = Actor(user.id, user.username, user.display_name, Role.officer)
    await organisation.set_organisation(
        resources,
        system,
        values=organisation.Organisation(
            name="示例甲百货有限公司", series=(Series("示例函"),), department="法务部", contact_person="示例联系人",
            contact_phone="020-00000000", address="示例路1号",
        ),
    )  # fmt: skip
    for number in range(1, 8):
        case = complaint(number)
        if number == 5:
            case = replace(
                case, channel="samr_office", kind="complaint", due_on=SAT_2026_11_21, authority="示例区市场监管局"
            )
        if number == 6:
            case = replace(case, title=XSS, content=XSS, authority=XSS, category=XSS, complainant=Complainant(name=XSS))
        await intake.receive_complaint(
            resources,
            officer,
            incoming=case,
            regimes=("samr_complaint", "authority_letter") if number == 5 else ("samr_complaint", "house"),
            submission_key=f"furnish-{number}",
            handler_id=officer.user_id,
        )
    await assessment.add_remark(resources, officer, number="TS-2026-00006", text=XSS)
    await assessment.set_tier(resources, officer, number="TS-2026-00002", tier="red", reason="示例")
    await resources.close()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("web") / "var"
    asyncio.run(furnish(load(folder)))
    return folder


@dataclass
class House:
    """A running application; `as_(role)` gives a browser that is signed in."""

    client: TestClient
    resources: Resources
    tokens: dict[str, str]

    def as_(self, role: str | None, *, lang: str = "zh") -> Browser:
        return Browser(self, {"anqi": self.tokens[role]} if role else {}, lang)

    def run(self, function: Callable, *arguments: object) -> object:
        """Run an async function in the application's own loop."""
        with self.client.portal() as portal:
            return portal.call(function, *arguments)


@dataclass
class Browser:
    """Requests with one person's cookies; forms carry the token of a page, as a browser's do."""

    house: House
    cookies: dict[str, str]
    lang: str = "zh"

    def _send(self, method: str, path: str, **arguments):
        jar = {**self.cookies, "anqi-lang": self.lang}
        headers = {
            "cookie": "; ".join(f"{name}={value}" for name, value in jar.items()),
            **arguments.pop("headers", {}),
        }
        self.house.client.cookies.clear()
        answer = self.house.client.request(method, path, headers=headers, follow_redirects=False, **arguments)
        self.house.client.cookies.clear()
        return answer

    def get(self, path: str, **arguments):
        return self._send("GET", path, **arguments)

    def token(self) -> str:
        """The CSRF token that a page of this visit carries."""
        answer = self.get("/calculator")
        for line in answer.headers.get_list("set-cookie"):
            if line.startswith("anqi-door="):
                self.cookies["anqi-door"] = line.partition("=")[2].partition(";")[0]
        return re.search(r'"X-CSRF-Token": "([0-9a-f]+)"', answer.text.replace("&#34;", '"')).group(1)

    def post(self, path: str, data: dict | None = None, **arguments):
        token = self.token()
        return self._send("POST", path, data={**(data or {}), "_csrf": token}, **arguments)


@pytest.fixture(scope="module")
def house(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house") / "var"
    shutil.copytree(furnished, folder)
    resources = load(folder)

    async def sessions_for_all() -> dict[str, str]:
        found = {}
        for role in ROLES:
            user = await records.user_by_name(resources.database, role)
            found[role], _ = await sessions.start_session(
                resources.database, user_id=user.id, body={}, at=resources.clock.now()
            )
        return found

    with TestClient(create_app(resources), base_url=ADDRESS, raise_server_exceptions=False) as client:
        made = House(client=client, resources=resources, tokens={})
        made.tokens = made.run(sessions_for_all)
        yield made
