"""The assistant: one question in, one answer out. Every channel asks through it."""

import time
from functools import lru_cache
from typing import Any, Self

from assistant.answer import Answer, FilterRequest, Understood, UnderstoodPlace
from assistant.compose import cite, compose, suggest
from assistant.confidence import Calibration, calibration_for
from assistant.conversation import Turn
from assistant.keeping import Keeper
from assistant.language import answer_language
from assistant.live import LiveIndex, Served
from assistant.narrowing import check_filters
from assistant.question import Understanding, clean_question, merge, understand
from assistant.settings import Settings
from assistant.weighing import Evidence, weigh
from assistant.wording import Wording
from corpus.practice import Practice
from corpus.vocabulary import LANGUAGES
from index.filters import Filters
from index.model import Embedder, OnnxEmbedder, PreparedModel
from index.model.prepare import model_folder
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
        self._base = settings.public_url.rstrip("/")
        self.keeper = Keeper(settings)
        self._answer = lru_cache(maxsize=settings.cached_answers)(self._answer_now)
        self._vector = lru_cache(maxsize=settings.cached_answers)(self._vector_now)

    @classmethod
    def open(cls, settings: Settings | None = None) -> Self:
        """Open the assistant on what the settings name.

        Args:
            settings: The settings; read from the environment where left out.

        Raises:
            SettingsError: A setting cannot be used.
            ModelError: The model is not prepared.
            SnapshotError: There is no index.
        """
        settings = settings or Settings.load()
        model = PreparedModel.load(
            model_folder(settings.model, settings.models, settings.query_prefix, settings.passage_prefix)
        )
        embedder = OnnxEmbedder(model, settings.threads or None)
        live = LiveIndex(SnapshotStore(settings.snapshots), embedder)
        return cls(settings, live, embedder, calibration_for(settings.model, settings.home))

    def close(self) -> None:
        """Wait until everything asked in vain is kept, and let go of the catalogue."""
        self.keeper.close()

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
        conversation: str | None = None,
        limit: int = 5,
        ignore: tuple[str, ...] = (),
        expected_language: str | None = None,
        keep: bool = True,
    ) -> Answer:
        """Answer a question.

        Args:
            question: At most 1,000 characters, in any language.
            language: Language of the answer, where the asker has chosen one of the product's; else the question's.
            filters: What the asker has narrowed the search to.
            conversation: As given with the last answer, to ask a follow-up.
            limit: How many practices to show at most, 1 to 20.
            ignore: Words of the question that are not to narrow the search.
            expected_language: The asker's likely language, where the words leave it open.
            keep: Whether a question asked in vain is kept for staff.

        Returns:
            The answer, or a refusal that says why.

        Raises:
            QuestionError: The question is empty or too long.
            FilterError: A filter has an unknown value.
        """
        started = time.perf_counter()
        served = self.live.served
        text = clean_question(question)
        chosen = check_filters(filters, served.contents)
        if language not in LANGUAGES:
            language = None
        previous = Turn.unpack(conversation)
        limit = max(1, min(limit, MAX_LIMIT))
        answer, turn = self._answer(served, text, language, chosen, previous, limit, ignore, expected_language)
        if keep and not answer.answered:
            self.keeper.keep_unanswered(answer, chosen)
        # Packed anew each time: an answer from memory begins a conversation now, not when it was first given.
        took_ms = round((time.perf_counter() - started) * 1000, 2)
        return answer.model_copy(update={"conversation": turn.pack(), "took_ms": took_ms})

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
        understood = understand(clean_question(question), served.finder, previous=Turn.unpack(conversation))
        narrowed = merge(check_filters(filters, served.contents), understood.filters)
        return understood, weigh(served.searcher, understood, narrowed, self._vector, self.calibration)

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

    def _vector_now(self, text: str) -> Scores:
        vector: Scores = self._embedder.embed_queries([text])[0]
        return vector

    def _answer_now(
        self,
        served: Served,
        text: str,
        language: str | None,
        chosen: Filters,
        previous: Turn | None,
        limit: int,
        ignore: tuple[str, ...],
        expected_language: str | None,
    ) -> tuple[Answer, Turn]:
        understood = understand(
            text,
            served.finder,
            expected_language=language or expected_language,
            previous=previous,
            ignore=ignore,
        )
        evidence = weigh(served.searcher, understood, merge(chosen, understood.filters), self._vector, self.calibration)
        shown = answer_language(language or understood.language)
        wording = Wording(shown)
        vector = evidence.background.vector
        hits = evidence.found.hits[:limit]
        if evidence.reason is None:
            sentences = compose(served.searcher, hits, vector, wording)
            suggested = suggest(served.searcher, evidence.found.hits[len(hits) :], vector, shown, text)
        else:
            hits = evidence.nearest[: min(limit, 3)]
            sentences = []
            suggested = suggest(served.searcher, evidence.background.hits, vector, shown, text)
        turn = Turn(
            understood.searched,
            understood.language,
            understood.places_from,
            tuple(hit.practice.id for hit in hits),
        )
        answer = Answer(
            question=text,
            language=shown,
            answered=evidence.reason is None,
            reason=evidence.reason,
            answer=sentences,
            practices=[
                cite(served.searcher, hit, vector, number, shown, self._base) for number, hit in enumerate(hits, 1)
            ],
            understood=_shown(understood, shown),
            suggestions=suggested,
            confidence=round(evidence.probability, 4),
            conversation="",
            snapshot=served.snapshot,
            took_ms=0,
        )
        return answer, turn


def _shown(understood: Understanding, language: str) -> Understood:
    return Understood(
        language=understood.language,
        countries=sorted(understood.filters.countries),
        regions=understood.regions,
        cities=sorted(understood.filters.cities),
        audiences=understood.audiences,
        places=[
            UnderstoodPlace(
                text=understood.places_from[place.start : place.end],
                label=place.label(language),
                countries=sorted(place.countries),
                city=place.city,
            )
            for place in understood.places
        ],
        follows=understood.follows,
    )
