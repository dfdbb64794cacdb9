"""The office's long work: started from a page, watched while it runs, and what came of it."""

from assistant.web.staff.jobs.page import router
from assistant.web.staff.jobs.starting import begin, start_once, token_of_form

__all__ = ["begin", "router", "start_once", "token_of_form"]
