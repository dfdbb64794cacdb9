"""Shows answers in a terminal: colours, wrapped lines, sources at the end."""

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from assistant.answer import Answer, CitedPractice
from assistant.browse import Page
from assistant.compose import refusal
from assistant.wording import Wording

_WIDTH = 96
_SOURCES_EACH = 3
"""Sources listed for one practice; `--json` gives them all."""


def _console() -> Console:
    console = Console(highlight=False, soft_wrap=False)
    if console.width > _WIDTH:
        console = Console(highlight=False, width=_WIDTH)
    return console


def show_answer(answer: Answer) -> None:
    """Print an answer, or a refusal with what is near."""
    console = _console()
    wording = Wording(answer.language)
    console.print()
    _show_understood(console, answer, wording)
    if answer.reason is None:
        _show_sentences(console, answer)
    else:
        said = answer.note or refusal(answer.reason, wording, near=bool(answer.practices))
        console.print(Text(said, style="bold yellow"))
        console.print()
        for practice in answer.practices:
            _show_heading(console, practice)
            console.print(Padding(Text(practice.summary), (0, 0, 1, 4)))
    if answer.practices:
        _show_sources(console, answer.practices, wording)
    if answer.suggestions:
        console.print(Text(wording("You could also ask:"), style="dim"))
        for suggestion in answer.suggestions:
            console.print(Padding(Text(f"· {suggestion}", style="dim"), (0, 0, 0, 2)))
    console.print()


def _show_understood(console: Console, answer: Answer, wording: Wording) -> None:
    if answer.understood.places:
        names = ", ".join(dict.fromkeys(place.label for place in answer.understood.places))
        console.print(Text(wording("Only: {places}", places=names), style="dim"))


def _show_sentences(console: Console, answer: Answer) -> None:
    lead, *sentences = answer.answer
    console.print(Text(lead.text, style="bold"))
    console.print()
    for practice in answer.practices:
        _show_heading(console, practice)
        said = [sentence for sentence in sentences if practice.number in sentence.citations]
        line = Text()
        for sentence in said:
            line.append(sentence.text)
            line.append(f" [{practice.number}]", style="cyan")
            line.append(" ")
        if not said:
            line.append(practice.summary)
        console.print(Padding(line, (0, 0, 1, 4)))


def _show_heading(console: Console, practice: CitedPractice) -> None:
    heading = Text(f"[{practice.number}] ", style="bold cyan")
    heading.append(practice.title, style="bold")
    heading.append(f"  {practice.city}, {practice.country_name}", style="green")
    console.print(heading)


def _show_sources(console: Console, practices: list[CitedPractice], wording: Wording) -> None:
    console.print(Text(wording("Sources"), style="bold"))
    for practice in practices:
        for source in practice.sources[:_SOURCES_EACH]:
            year = f", {source.published}" if source.published else ""
            line = Text(f"[{practice.number}] ", style="cyan")
            line.append(f"{source.title} ({source.publisher}{year})")
            console.print(line)
            console.print(Text(f"    {source.url}", style="blue"), soft_wrap=True)
        more = len(practice.sources) - _SOURCES_EACH
        if more > 0:
            said = wording.plural("and {count} more source", "and {count} more sources", more)
            console.print(Text(f"    {said}", style="dim"))
    console.print()


def show_page(page: Page) -> None:
    """Print a page of practices as a table."""
    console = _console()
    wording = Wording(page.language)
    console.print(Text(wording.plural("{count} practice", "{count} practices", page.total), style="bold"))
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="green", no_wrap=True)
    table.add_column()
    for practice in page.practices:
        title = Text(practice.title, style="bold")
        title.append(f"\n{practice.summary}", style="dim")
        title.append(f"\n{practice.id}\n", style="cyan")
        table.add_row(Text(f"{practice.city}, {practice.country}"), title)
    console.print(table)
