"""The queue, drafts beside their sources, and the published practices as staff change them."""

from assistant.web.staff.review.deciding import router as deciding_router
from assistant.web.staff.review.draft import router as draft_router
from assistant.web.staff.review.merging import router as merging_router
from assistant.web.staff.review.practices import router as practices_router
from assistant.web.staff.review.queue import router as queue_router
from assistant.web.staff.review.translating import router as translating_router

routers = (queue_router, draft_router, deciding_router, merging_router, practices_router, translating_router)

__all__ = ["routers"]
