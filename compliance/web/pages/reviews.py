"""待审文书: what waits for approval, for issue or for its files, and for whom."""

from dataclasses import dataclass

from litestar import Request, Response, get

from compliance.casework.approvals import Step, waiting_steps
from compliance.records import documents
from compliance.records.documents import CaseDocument
from compliance.web.page import actor_of, page, resources_of


@dataclass(frozen=True)
class Waiting:
    """A document and its next step; `names` are the people who may take it, `mine` whether the reader is one of them."""

    paper: CaseDocument
    step: Step | None
    steps: int
    names: tuple[str, ...]
    mine: bool


@get("/reviews", opt={"act": "read"}, include_in_schema=False)
async def reviews(request: Request) -> Response:
    """The list, oldest first."""
    resources, me = resources_of(request), actor_of(request).user_id
    papers = await documents.documents_waiting(resources.database)
    chains = await waiting_steps(resources, papers)
    waiting = [
        Waiting(
            paper=paper,
            step=chains[paper.id].next,
            steps=len(chains[paper.id].steps),
            names=tuple(user.display_name for user in chains[paper.id].next_people),
            mine=any(user.id == me for user in chains[paper.id].next_people),
        )
        for paper in papers
    ]
    return await page(request, "reviews.html", here="reviews", waiting=waiting, me=me)
