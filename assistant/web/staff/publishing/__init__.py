"""What is approved goes out, and comes back."""

from assistant.web.staff.publishing.page import router as publish_router
from assistant.web.staff.publishing.revisions import router as revisions_router

routers = (publish_router, revisions_router)

__all__ = ["routers"]
