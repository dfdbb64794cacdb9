"""The pages that published practices rest on: which of them are dead, have moved, or are not what they were."""

from assistant.web.staff.links.page import router

__all__ = ["router"]
