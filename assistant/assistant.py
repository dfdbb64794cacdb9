"""The assistant: one question in, one answer out. Every channel asks through it."""

import time
from functools import lru_cache
from typing import Any, Self

from assistant.answer import Answer, FilterRequest
from assistant.answering import Answerer, Asked
from assistant.confidence import Calibration, calibration_for
from assistant.conversation import Turn
from assistant.keeping import Keeper
from assistant.live import LiveIndex
from assistant.narrowing import check_filters
from assistant.question import Understanding, clean_question, merge
from assistant.settings import Settings
from assistant.shared_catalogue import SharedCatalogue
from assistant.starting_model import start_model
from assistant.weighing import Evidence
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.model import BackgroundEmbedder, Embedder
from index.search import Hit, Scores
from index.snapshot import SnapshotStore

MAX_LIMIT = 20


class Assistant:
    """Answers questions from the snapshot that is current. Safe to use from several threads.

    Args:
        settings: The settings.
        live: The index that is served.
        embedder: Embeds questions.
        calibration: Decides whether evidence is good enough.
    """

    def __init__(self, settings: Settings, live: LiveIndex, embedder: Embedder, calibration: Calibration) -> None:
        self.settings = settings
        self.live = live
        self.calibration = calibration
        self._embedder = embedder
        self.keeper = Keeper(settings)
        self.catalogue = SharedCatalogue(settings)
        self._answerer = Answerer(calibration, self.vector, settings.public_url.rstrip("/"))
        self._answer = lru_cache(maxsize=settings.cached_answers)(self._answerer.answer)
        self._vector = lru_cache(maxsize=settings.cached_answers)(self._vector_now)

    @classmethod
    def open(cls, settings: Settings | None = None, embedder: BackgroundEmbedder | None = None) -> Self:
        """Open the assistant on what the settings name.

        Args:
            settings: The settings; read from the environment where left out.
            embedder: What `start_model` gave for these settings, where that was called before.

        Raises:
            SettingsError: A setting cannot be used.
            ModelError: The model is not prepared, or cannot be loaded.
            SnapshotError: There is no index.
        """
        settings = settings or Settings.load()
        embedder = embedder or start_model(settings)
        live = LiveIndex(SnapshotStore(settings.snapshots), embedder)
        embedder.loaded()  # what is wrong with it is said here, not to the first who asks
        return cls(settings, live, embedder, calibration_for(settings.model, settings.home))

    def close(self) -> None:
        """Wait until everything asked is kept, and let go of the catalogue."""
        self.keeper.close()
        self.catalogue.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def ask(
        self,
        question: str,
        *,
        language: str | None = None,
        filters: FilterRequest | dict[str, Any] | None = None,
        standing: FilterRequest | dict[str, Any] | None = None,
        conversation: str | None = None,
        limit: int = 5,
        ignore: tuple[str, ...] = (),
        expected_language: str | None = None,
        keep: bool = True,
        channel: str = "",
    ) -> Answer:
        """Answer a question.

        Args:
            question: At most 1,000 characters, in any language.
            language: Language of the answer, where the asker has chosen one of the product's; else the question's.
            filters: What the asker has narrowed the search to.
            standing: What the asker always narrows to, such as a region kept in their settings. It counts only where
                neither the filters nor the words of the question name a place.
            conversation: As given with the last answer, to ask a follow-up.
            limit: How many practices to show at most, 1 to 20.
            ignore: Words of the question that are not to narrow the search.
            expected_language: The asker's likely language, where the words leave it open.
            keep: Whether the question is kept for staff, without anything that says who asked.
            channel: How the question came, such as `web`; kept with it.

        Returns:
            The answer, or a refusal that says why.

        Raises:
            QuestionError: The question is empty or too long.
            FilterError: A filter has an unknown value.
        """
        started = time.perf_counter()
        served = self.live.served
        text = clean_question(question)
        asked = Asked(
            text,
            language if language in LANGUAGES else None,
            check_filters(filters, served.contents),
            check_filters(standing, served.contents),
            Turn.unpack(conversation),
            max(1, min(limit, MAX_LIMIT)),
            ignore,
            expected_language,
        )
        answer, turn = self._answer(served, asked)
        if keep:
            self._keep(answer, turn, asked, channel)
        # Packed anew each time: an answer from memory begins a conversation now, not when it was first given.
        packed = turn.pack() if turn else ""
        took_ms = round((time.perf_counter() - started) * 1000, 2)
        return answer.model_copy(update={"conversation": packed, "took_ms": took_ms})

    def consider(
        self,
        question: str,
        *,
        filters: FilterRequest | dict[str, Any] | None = None,
        conversation: str | None = None,
    ) -> tuple[Understanding, Evidence]:
        """How a question is understood and what is found for it, whether or not that is good enough to answer.

        Args:
            question, filters, conversation: As for `ask`.

        Raises:
            QuestionError, FilterError: As for `ask`.
        """
        served = self.live.served
        text, chosen = clean_question(question), check_filters(filters, served.contents)
        return self._answerer.consider(served, Asked(text, chosen=chosen, previous=Turn.unpack(conversation)))

    def practice(self, practice_id: str) -> Practice | None:
        """The published practice with this id."""
        contents = self.live.served.contents
        number = contents.number_of.get(practice_id)
        return None if number is None else contents.practice(number)

    def similar(self, practice_id: str, limit: int = 5) -> list[Hit]:
        """Practices that treat what this one treats.

        Raises:
            KeyError: There is no such practice.
        """
        return self.live.served.searcher.similar(practice_id, limit)

    def warm_up(self) -> None:
        """Ask one question in each language, so that no asker waits for names and phrases to be read."""
        self.live.served.lists.prepare()
        waiting = set(LANGUAGES)
        contents = self.live.served.contents
        for number in range(len(contents)):
            for question in contents.practice(number).questions:
                if question.language in waiting:
                    waiting.discard(question.language)
                    self.ask(question.text, keep=False)
            if not waiting:
                return

    def refresh(self) -> bool:
        """Answer from the current snapshot if another one was made current; returns whether it was."""
        changed = self.live.refresh()
        if changed:
            self._answer.cache_clear()
        return changed

    def vector(self, text: str) -> Scores:
        """A question's vector, from memory where it was asked before."""
        vector: Scores = self._vector(text)
        return vector

    def questions(self) -> list[str]:
        """Every question that a practice in the corpus is known to answer."""
        contents = self.live.served.contents
        return [question.text for number in range(len(contents)) for question in contents.practice(number).questions]

    def embed(self, questions: list[str]) -> Scores:
        """Vectors of questions, shape (questions, dimension)."""
        return self._embedder.embed_queries(questions)

    def _keep(self, answer: Answer, turn: Turn | None, asked: Asked, channel: str) -> None:
        """Keep what was asked, unless it was no question of its own."""
        understood = answer.understood
        # A follow-up that could mean nothing, wishes for what the collection does not tell, or asks about a practice.
        if answer.note is not None or understood.wish is not None or understood.about is not None:
            return
        searched = turn.question if turn else answer.question
        if understood.follows == searched:  # for more of the same
            return
        narrowed = merge(asked.chosen, asked.standing) if understood.standing else asked.chosen
        self.keeper.keep(searched, answer, narrowed, channel)

    def _vector_now(self, text: str) -> Scores:
        vector: Scores = self._embedder.embed_queries([text])[0]
        return vector
