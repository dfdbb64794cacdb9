"""Keeps what staff want to know: what was asked, and whether answers helped."""

import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import structlog

from assistant.answer import Answer
from assistant.settings import Settings
from corpus.faults import CorpusError
from index.filters import FACETS, Filters

if TYPE_CHECKING:  # SQL is loaded with the first thing to keep
    from corpus.catalogue import Catalogue

log = structlog.get_logger()

PATIENCE_SECONDS: Final = 5.0
"""How long someone who says whether an answer helped waits for a catalogue that does not answer."""

BATCH_SECONDS: Final = 1.0
"""How long questions are gathered before they are written together: a process that is killed loses as much of them."""

BATCH: Final = 200
"""Questions that are written at once, without waiting for more."""

MOST_WAITING: Final = 10_000
"""Questions that wait while the catalogue is away; of further ones only the number is known."""

_LONGEST_PAUSE: Final = 60.0
"""Seconds between attempts to reach a catalogue that is away."""

_COUNTRIES_AT_MOST: Final = 8
"""A place that stands for more countries, such as a continent, asks about none of them in particular."""


class Keeper:
    """Writes to the catalogue from one thread in the background, so that nobody waits for a disk to be told an answer.

    Args:
        settings: They name the catalogue. It is opened with the first thing to keep, which takes a moment.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keep")
        self._catalogue: Catalogue | None = None
        self._tidied: date | None = None
        self._waiting: deque[dict[str, Any]] = deque()
        self._lock = threading.Lock()  # around the two below, and what is put into the queue with them
        self._gathering = False
        self._dropped = 0
        self._now = threading.Event()
        self._failures = 0
        self._closed = False

    def close(self) -> None:
        """Wait until everything is kept, as far as the catalogue answers, and let go of it."""
        with self._lock:
            if not self._closed and self._waiting:
                self._thread.submit(self._write)
            self._closed = True
        self._now.set()
        self._thread.shutdown(wait=True)
        if self._waiting or self._dropped:
            log.error("questions_lost", count=len(self._waiting) + self._dropped)
        if self._catalogue is not None:
            self._catalogue.close()

    def keep(self, question: str, answer: Answer, narrowed: Filters, channel: str = "") -> None:
        """Keep a question; returns at once, and never fails: the asker has had the answer.

        Args:
            question: The words that were searched for: with those before it, where it was a follow-up.
            answer: What was answered.
            narrowed: What the asker had narrowed the search to.
            channel: How the question came.
        """
        entry = entry_of(question, answer, narrowed, channel)
        with self._lock:
            if self._closed or len(self._waiting) >= MOST_WAITING:
                self._dropped += 1
                return
            self._waiting.append(entry)
            if not self._gathering:
                self._gathering = True
                self._thread.submit(self._gather)
        if len(self._waiting) == BATCH and not self._failures:
            self._now.set()

    def keep_feedback(
        self, question: str, *, practice_id: str | None, helpful: bool, comment: str | None, language: str
    ) -> None:
        """Keep whether an answer, or one practice in it, helped; returns when it is kept, and what was asked before.

        Raises:
            CorpusError: The catalogue cannot be opened, does not know the practice, or has not answered in time.
        """
        kept = self._thread.submit(
            lambda: self._open().keep_feedback(
                question, practice_id=practice_id, helpful=helpful, comment=comment, language=language
            )
        )
        self._now.set()
        try:
            kept.result(PATIENCE_SECONDS)
        except TimeoutError as error:
            kept.cancel()  # what has begun is kept where it can be, what waits behind it is not
            raise CorpusError("The catalogue has not answered in time.") from error

    def _gather(self) -> None:
        """Wait for more, and write all of it; where that fails, go on later."""
        pause = BATCH_SECONDS if not self._failures else min(2.0**self._failures, _LONGEST_PAUSE)
        self._now.wait(pause)
        self._now.clear()
        if self._closed:
            return  # the last writing stands behind this one
        self._write()
        with self._lock:
            self._gathering = bool(self._waiting) and not self._closed
            if self._gathering:
                self._thread.submit(self._gather)  # behind feedback, which somebody waits for

    def _write(self) -> None:
        """Write what waits, a batch at a time, until nothing does or a batch fails."""
        while self._waiting:
            batch = [self._waiting[number] for number in range(min(BATCH, len(self._waiting)))]
            try:
                from corpus.catalogue import AskedQuestion  # noqa: PLC0415  (SQL is loaded with the first one)

                self._open().asked.keep([AskedQuestion(**entry) for entry in batch])
            except CorpusError as error:
                self._failures += 1
                log.error("questions_not_kept", waiting=len(self._waiting), error=type(error).__name__)
                return
            except Exception as error:  # whatever is wrong with these must not keep those behind them
                log.error("questions_lost", count=len(batch), error=type(error).__name__)
            self._failures = 0
            for _ in batch:
                self._waiting.popleft()
        with self._lock:
            dropped, self._dropped = self._dropped, 0
        if dropped:
            log.error("questions_lost", count=dropped)

    def _open(self) -> "Catalogue":
        if self._catalogue is None:
            from assistant.publishing import open_catalogue  # noqa: PLC0415  (SQL is loaded with the first one)

            self._catalogue = open_catalogue(self._settings)
        today = datetime.now(UTC).date()
        if self._tidied != today:  # what is to be forgotten is forgotten once a day
            self._tidied = today
            self._catalogue.forget_before(datetime.now(UTC) - timedelta(days=self._settings.keep_days))
        return self._catalogue


def entry_of(question: str, answer: Answer, narrowed: Filters, channel: str = "") -> dict[str, Any]:
    """What an `AskedQuestion` is made of, without the answer, which is large.

    Args:
        question, answer, narrowed, channel: As for `Keeper.keep`.
    """
    understood = answer.understood
    countries = set(narrowed.countries)
    if len(understood.countries) <= _COUNTRIES_AT_MOST:
        countries.update(understood.countries)
    return {
        "question": question,
        "language": understood.language,
        "answered": answer.answered,
        "reason": "" if answer.answered else str(answer.reason),
        "filters": {facet: sorted(getattr(narrowed, facet)) for facet in FACETS if getattr(narrowed, facet)},
        "countries": tuple(sorted(countries)),
        "regions": tuple(sorted({*narrowed.regions, *understood.regions})),
        "practices": tuple(practice.id for practice in answer.practices) if answer.answered else (),
        "channel": channel,
        "day": datetime.now(UTC).date(),
    }
