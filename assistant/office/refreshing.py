"""Makes what refreshes the corpus from what the settings say."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from importlib.metadata import version
from typing import Any

from assistant.office.embedding import KeptVectors
from assistant.office.results import of_difference, of_taken
from assistant.publishing import Progress, ServedModel
from assistant.settings import Settings
from corpus.catalogue import Catalogue, Job
from corpus.drafting import Drafter, LanguageModel, Likeness
from corpus.fetching import Fetcher
from corpus.places import Gazetteer
from corpus.practice import Practice
from corpus.readers import Reader
from corpus.refreshing import Refresher, check_links
from index.place_cache import gazetteer_file


@contextmanager
def open_refresher(settings: Settings, catalogue: Catalogue) -> Iterator[Refresher]:
    """What refreshes a catalogue. The embedding model is loaded where something is to be drafted, and not before.

    Args:
        settings: They say how to fetch, and name the models.
        catalogue: Where sources and drafts are kept.

    Raises:
        ModelError: The embedding model is not prepared, where something is to be drafted.
        LanguageModelError: The address of the language model cannot be used, likewise.
    """
    with ExitStack() as opened:

        @cache
        def practices() -> list[Practice]:
            return catalogue.practices()

        @cache
        def vectors() -> KeptVectors:
            model = ServedModel.of(settings)
            kept = KeptVectors(lambda: model.embedder, model.fingerprint, settings.vector_cache)
            return opened.enter_context(kept)

        def drafter() -> Drafter:
            return Drafter(
                vectors(),
                _gazetteer(settings, practices()),
                practices=practices(),
                model=_language_model(settings, opened),
            )

        def likeness() -> Likeness:
            return Likeness(practices(), vectors())

        fetcher = opened.enter_context(open_fetcher(settings))
        reader = opened.enter_context(Reader())
        yield Refresher(catalogue, fetcher, reader, drafter, likeness)


def open_fetcher(settings: Settings) -> Fetcher:
    """What fetches pages, as the settings say; to be closed."""
    return Fetcher(
        user_agent=user_agent(settings),
        private_addresses=settings.fetch_private_addresses,
        max_bytes=settings.fetch_megabytes * 2**20,
    )


def user_agent(settings: Settings) -> str:
    """Who fetches: the name and the version, and where those who run a site can ask about it."""
    if settings.user_agent:
        return settings.user_agent
    where = settings.public_url or settings.contact
    asked_at = f" (+{where})" if where and where.isascii() and where.isprintable() else ""
    return f"Precedent/{version('precedent')}{asked_at}"


def _gazetteer(settings: Settings, practices: list[Practice]) -> Gazetteer:
    settings.home.mkdir(parents=True, exist_ok=True)
    return Gazetteer.load(gazetteer_file([(one.city, one.country) for one in practices], settings.home))


def _language_model(settings: Settings, opened: ExitStack) -> LanguageModel | None:
    if not settings.language_model:
        return None
    key = settings.language_model_key.get_secret_value()
    model = LanguageModel(settings.language_model, key, settings.language_model_name)
    opened.callback(model.close)
    return model


def do_refresh(settings: Settings, catalogue: Catalogue, job: Job, progress: Progress) -> dict[str, Any]:
    """Look at sources, as a job: those in `sources`, or all; with `take`, take over at once what is not held back."""
    wanted = job.arguments.get("sources")
    with open_refresher(settings, catalogue) as refresher:
        difference = refresher.look(wanted, progress=progress)
        result: dict[str, Any] = {"difference": of_difference(difference)}
        if job.arguments.get("take"):
            result["taken"] = of_taken(refresher.take(difference, by=job.by, progress=progress))
        return result


def do_take(settings: Settings, catalogue: Catalogue, job: Job, progress: Progress) -> dict[str, Any]:
    """Take over what the refresh `run` found, as a job: of `sources` or all; with `anyway`, what is held back too."""
    with open_refresher(settings, catalogue) as refresher:
        taken = refresher.take(
            int(job.arguments["run"]),
            by=job.by,
            sources=job.arguments.get("sources"),
            anyway=bool(job.arguments.get("anyway")),
            progress=progress,
        )
        return {"taken": of_taken(taken)}


def do_links(settings: Settings, catalogue: Catalogue, job: Job, progress: Progress) -> dict[str, Any]:
    """Check every link, as a job."""
    with open_fetcher(settings) as fetcher:
        links = check_links(catalogue, fetcher, progress)
    counts = Counter(link.state for link in links)
    return {"links": dict(counts), "dead_practices": catalogue.sources.dead_practices()}
