"""Who may: accounts and keys, for publishers."""

from assistant.web.staff.people.accounts import router as accounts_router
from assistant.web.staff.people.keys import router as keys_router

__all__ = ["accounts_router", "keys_router"]
