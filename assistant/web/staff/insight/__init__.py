"""What was asked, what of it in vain, and what the office makes of it."""

from assistant.web.staff.insight.export import router as export_router
from assistant.web.staff.insight.groups import router as groups_router
from assistant.web.staff.insight.helped import router as helped_router
from assistant.web.staff.insight.page import router as page_router
from assistant.web.staff.insight.tasks import router as tasks_router

routers = (page_router, groups_router, export_router, helped_router, tasks_router)

__all__ = ["routers"]
