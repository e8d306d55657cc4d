"""待审文书: what waits for approval, for issue or for its files."""

from litestar import Request, Response, get

from compliance.records import documents
from compliance.web.page import actor_of, page, resources_of


@get("/reviews", opt={"act": "read"}, include_in_schema=False)
async def reviews(request: Request) -> Response:
    """The list, oldest first."""
    waiting = await documents.documents_waiting(resources_of(request).database)
    return await page(request, "reviews.html", here="reviews", waiting=waiting, me=actor_of(request).user_id)
