"""The pages of what was asked in vain, and the click that makes a group a task."""

from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response

from assistant.insight import Group, Grouped
from assistant.web.staff.access import Editor, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.insight.names import country_name, language_name, period_names, period_told, reason_name
from assistant.web.staff.insight.page import READING_SECONDS
from assistant.web.staff.insight.state import counted

router = APIRouter(include_in_schema=False)

PER_PAGE: Final = 50
READ_SECONDS: Final = 15.0
"""How long whoever follows an address of one group waits for questions to be read."""


@router.get("/staff/insight/groups")
async def groups(
    request: Request,
    signed: Editor,
    period: str = "weeks",
    outside: bool = False,
    page: Annotated[int, Query(ge=1, le=1000)] = 1,
) -> Response:
    """All groups, the ones asked most often first."""
    visitor = visitor_of_staff(request)
    grouped = await counted(request, lambda insight: insight.grouped(insight.period(period), READING_SECONDS))
    listed = grouped.scope(inside=not outside)
    settings = request.app.state.assistant.settings
    return await staff_page(
        request,
        signed,
        "staff/insight_groups.html",
        visitor=visitor,
        period=grouped.period,
        periods=period_names(visitor.wording, settings.keep_days),
        told=period_told(grouped.period, visitor.wording),
        grouped=grouped,
        groups=listed[(page - 1) * PER_PAGE : page * PER_PAGE],
        outside=outside,
        others=len(grouped.groups) - len(listed),
        page=page,
        more=len(listed) > page * PER_PAGE,
        language_name=lambda code: language_name(code, visitor.language),
    )


@router.get("/staff/insight/groups/{key}")
async def one_group(request: Request, signed: Editor, key: str, period: str = "weeks") -> Response:
    """The questions of one group."""
    visitor = visitor_of_staff(request)
    grouped, group = await _group(request, key, period)
    return await staff_page(
        request,
        signed,
        "staff/insight_group.html",
        visitor=visitor,
        status=200 if group or not grouped.ready else 404,
        period=grouped.period,
        told=period_told(grouped.period, visitor.wording),
        grouped=grouped,
        group=group,
        named=group.name(visitor.language) if group else None,
        language_name=lambda code: language_name(code, visitor.language),
        country_name=lambda code: country_name(code, visitor.language),
        reason_name=lambda code: reason_name(code, visitor.wording),
    )


@router.post("/staff/insight/groups/{key}/task")
async def make_task(
    request: Request,
    signed: Editor,
    key: str,
    period: Annotated[str, Form()] = "weeks",
    title: Annotated[str, Form(max_length=2_000)] = "",
) -> Response:
    """Make a group a task of the office: one click, or with a title of one's own."""
    visitor = visitor_of_staff(request)
    wording = visitor.wording
    _, group = await _group(request, key, period)
    if group is None:
        said = wording("These questions are not there any more.")
        return await back_to(request, signed, visitor.url("/staff/insight", period=period), said, kind="fault")
    named = group.name(visitor.language)
    own = title.strip()
    task = await in_catalogue(
        request,
        lambda catalogue: catalogue.tasks.add(
            own or named.text,
            [phrasing.text for phrasing in group.phrasings],
            by=signed.name,
            askings=group.askings,
            language=visitor.language if own else named.language,
        ),
    )
    said = wording("It is on the list of tasks.")
    return await back_to(request, signed, visitor.url(f"/staff/tasks#task-{task.id}"), said)


async def _group(request: Request, key: str, period: str) -> tuple[Grouped, Group | None]:
    grouped = await counted(request, lambda insight: insight.grouped(insight.period(period), READ_SECONDS))
    return grouped, grouped.group(key)
