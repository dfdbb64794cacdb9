"""What staff do, for their scripts: under `/api/staff/`, with a key in place of a session."""

from typing import Any, Final

from fastapi import APIRouter, Security
from fastapi.security import HTTPBearer

from assistant.web.problems import MEDIA_TYPE, Problem
from assistant.web.staff_api import reading, working

_PROBLEM: Final[dict[str, Any]] = {"content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}}}

router = APIRouter(
    prefix="/api/staff",
    tags=["staff"],
    dependencies=[Security(HTTPBearer(auto_error=False, description="A key of staff, made under /staff/people."))],
    responses={
        401: _PROBLEM | {"description": "There is no key in the request, or none that is known."},
        403: _PROBLEM | {"description": "The key is that of an editor, and this is for publishers."},
        422: _PROBLEM | {"description": "Something in the request is wrong; `detail` says what."},
    },
)
router.include_router(reading.router)
router.include_router(working.router)

__all__ = ["router"]
