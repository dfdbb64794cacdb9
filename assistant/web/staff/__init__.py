"""The pages of staff, under `/staff`: who may, and what they do there."""

from fastapi import APIRouter


def routers() -> tuple[APIRouter, ...]:
    """Every router of these pages, in the order in which their addresses are tried."""
    from assistant.web import staff_api  # noqa: PLC0415
    from assistant.web.staff import audit, insight, jobs, links, people, publishing, review  # noqa: PLC0415
    from assistant.web.staff.access import account, invitation, oidc, sign_in  # noqa: PLC0415
    from assistant.web.staff.sources import adding, columns, page, refreshing, source  # noqa: PLC0415

    return (
        sign_in.router,
        oidc.router,
        invitation.router,
        account.router,
        people.accounts_router,
        people.keys_router,
        audit.router,
        *insight.routers,
        *review.routers,
        page.router,
        # Before one source: its address would take theirs.
        adding.router,
        refreshing.router,
        columns.router,
        source.router,
        jobs.router,
        *publishing.routers,
        links.router,
        staff_api.router,
    )
