"""The audit log: who changed what, and when."""

from assistant.web.staff.audit.page import router

__all__ = ["router"]
