"""The links: what the last check found, and what can be done about it."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Form, Request, Response

from assistant.web.staff.access import Editor, back_to, in_catalogue, staff_page, visitor_of_staff
from assistant.web.staff.jobs.starting import begin, token_of_form
from assistant.web.staff.jobs.words import work_name
from assistant.web.staff.links.proposing import propose
from assistant.web.staff.sources.page import running_job
from assistant.web.staff.sources.words import ago, failure_told
from corpus.catalogue import Catalogue, Job, LinkState
from corpus.catalogue.source_entries import LinkCondition

router = APIRouter(include_in_schema=False)

PATH: Final = "/staff/links"
SHOWN: Final = 200
"""So many addresses of a state are shown."""
Address = Annotated[str, Form(max_length=4_000)]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the page shows: links by state, practices that nothing holds up any more, titles, and the work under way."""

    links: dict[LinkCondition, list[LinkState]]
    dead: list[str]
    gone: dict[str, list[str]]
    titles: dict[str, str]
    total: int
    running: Job | None

    @property
    def checked(self) -> list[LinkState]:
        """Every link that was checked."""
        return [link for links in self.links.values() for link in links]


@router.get(PATH)
async def links(request: Request, signed: Editor) -> Response:
    """What the last check found."""
    wording = visitor_of_staff(request).wording
    seen = await in_catalogue(request, _seen)
    last = max((link.checked_at for link in seen.checked), default=None)
    return await staff_page(
        request,
        signed,
        "staff/links.html",
        seen=seen,
        most=SHOWN,
        last=ago(last, wording) if last else "",
        failure_told=lambda text: failure_told(text, wording, named=False),
        work=work_name(seen.running, wording) if seen.running else "",
        once=token_of_form(),
    )


@router.post(f"{PATH}/check")
async def check(request: Request, signed: Editor, once: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Check every link."""
    return await begin(request, signed, "links", {}, once)


@router.post(f"{PATH}/propose")
async def propose_new(request: Request, signed: Editor, address: Address = "", every: bool = Form(False)) -> Response:
    """Propose the new address of a page that has moved, or of every one, for each practice that names it."""
    visitor = visitor_of_staff(request)
    wording = visitor.wording

    def work(catalogue: Catalogue) -> int:
        moved = [link for link in catalogue.sources.link_states() if link.state == "moved"]
        return propose(catalogue, [link for link in moved if every or link.address == address], signed.name)

    made = await in_catalogue(request, work)
    if not made:
        said = wording("Nothing is left to propose: it waits in the queue already, or the practice has changed.")
        return await back_to(request, signed, visitor.url(PATH), said)
    said = wording.plural("{count} change waits in the queue.", "{count} changes wait in the queue.", made)
    return await back_to(request, signed, visitor.url(PATH), said)


@router.post(f"{PATH}/accept")
async def accept(request: Request, signed: Editor, address: Address = "") -> Response:
    """Say that a page is right as it is now: it is measured by that from now on."""
    visitor = visitor_of_staff(request)

    def work(catalogue: Catalogue) -> None:
        if any(link.address == address for link in catalogue.sources.link_states()):
            catalogue.sources.links.accept(address, by=signed.name)

    await in_catalogue(request, work)
    said = visitor.wording("It is right as it is. The next check begins anew with this page.")
    return await back_to(request, signed, visitor.url(PATH), said)


def _seen(catalogue: Catalogue) -> Seen:
    named = catalogue.sources.links.addresses()
    links: dict[LinkCondition, list[LinkState]] = {"dead": [], "moved": [], "changed": [], "unknown": [], "ok": []}
    for link in catalogue.sources.link_states():
        links[link.state].append(link)
    dead = {link.address for link in links["dead"]}
    alive = {name for address, practices in named.items() if address not in dead for name in practices}
    lost = sorted({name for practices in named.values() for name in practices} - alive)
    gone = catalogue.sources.gone_practices()
    shown = [link for state in ("dead", "moved", "changed", "unknown") for link in links[state][:SHOWN]]
    names = {name for link in shown for name in link.practices} | set(lost[:SHOWN]) | set(list(gone)[:SHOWN])
    practices = {name: catalogue.practice(name) for name in sorted(names)}
    titles = {name: practice.title for name, practice in practices.items() if practice is not None}
    return Seen(links, lost, gone, titles, len(named), running_job(catalogue))
