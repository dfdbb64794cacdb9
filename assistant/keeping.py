"""Keeps what staff want to know: questions asked in vain, and whether answers helped."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import structlog

from assistant.answer import Answer
from assistant.settings import Settings
from corpus.faults import CorpusError
from index.filters import FACETS, Filters

log = structlog.get_logger()

PATIENCE_SECONDS: Final = 5.0
"""How long someone who says whether an answer helped waits for a catalogue that does not answer."""


class Keeper:
    """Writes to the catalogue from one thread in the background, so that nobody waits for a disk to be told an answer.

    Args:
        settings: They name the catalogue. It is opened with the first thing to keep, which takes a moment.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="keep")
        self._catalogue: Any = None
        self._tidied: date | None = None

    def close(self) -> None:
        """Wait until everything is kept, and let go of the catalogue."""
        self._thread.shutdown(wait=True)
        if self._catalogue is not None:
            self._catalogue.close()

    def keep_unanswered(self, answer: Answer, chosen: Filters) -> None:
        """Keep a question that was asked in vain; returns at once, and never fails: the asker has had the answer."""
        self._thread.submit(self._keep_unanswered, answer, chosen)

    def keep_feedback(
        self, question: str, *, practice_id: str | None, helpful: bool, comment: str | None, language: str
    ) -> None:
        """Keep whether an answer, or one practice in it, helped; returns when it is kept.

        Raises:
            CorpusError: The catalogue cannot be opened, does not know the practice, or has not answered in time.
        """
        kept = self._thread.submit(
            lambda: self._open().keep_feedback(
                question, practice_id=practice_id, helpful=helpful, comment=comment, language=language
            )
        )
        try:
            kept.result(PATIENCE_SECONDS)
        except TimeoutError as error:
            kept.cancel()  # what has begun is kept where it can be, what waits behind it is not
            raise CorpusError("The catalogue has not answered in time.") from error

    def _keep_unanswered(self, answer: Answer, chosen: Filters) -> None:
        try:
            self._open().keep_unanswered(
                answer.question,
                language=answer.understood.language,
                reason=str(answer.reason),
                filters={facet: sorted(getattr(chosen, facet)) for facet in FACETS if getattr(chosen, facet)},
            )
        except Exception as error:  # whatever is wrong with the catalogue must not stop the thread
            log.error("unanswered_not_kept", error=type(error).__name__)

    def _open(self) -> Any:
        if self._catalogue is None:
            from assistant.publishing import open_catalogue  # noqa: PLC0415  (SQL is loaded with the first one)

            self._catalogue = open_catalogue(self._settings)
        today = datetime.now(UTC).date()
        if self._tidied != today:  # what is to be forgotten is forgotten once a day
            self._tidied = today
            self._catalogue.forget_before(datetime.now(UTC) - timedelta(days=self._settings.keep_days))
        return self._catalogue
