"""From a question to a message that can be sent: asked, rendered, and kept so that its buttons work."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import structlog

from assistant.answer import Answer, FilterRequest
from assistant.details import listed
from assistant.wording import Wording
from bots.telegram.asker import CHANNEL, Asker
from bots.telegram.desk import Desk
from bots.telegram.shown.answers import SUGGESTIONS, answer_message, listed_message
from bots.telegram.shown.markup import shorten
from bots.telegram.transport.numbers import MessageNumbers
from corpus.catalogue import ShownAnswer

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and how it came.

    Args:
        text: The question.
        update_id: The update that brought it.
        filters: What it is narrowed to by a button.
        anywhere: Whether the regions that the asker always narrows to do not count this time.
        language: The language to answer in, where a button's message has one already.
        follows: Whether it may follow what was asked before in the chat.
        repeated: Whether the message repeats the question: it was tapped, so that it stands nowhere in the chat.
    """

    text: str
    update_id: int
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    anywhere: bool = False
    language: str | None = None
    follows: bool = True
    repeated: bool = False


class Answering:
    """Makes messages of questions.

    Args:
        desk: Asks and keeps.
        numbers: What is known of the numbers of messages.
    """

    def __init__(self, desk: Desk, numbers: MessageNumbers) -> None:
        self._desk = desk
        self._numbers = numbers

    async def answer(self, asker: Asker, asked: Asked) -> ShownAnswer:
        """Answer a question, and keep the answer as one that may have been shown from now on.

        Raises:
            QuestionError: The question cannot be asked.
            CatalogueError: The answer cannot be kept.
        """
        shown = await self._desk.find(self._answer, asker, asked)
        await self._desk.keep(self._desk.people.keep_answer, shown)
        return shown

    def _answer(self, asker: Asker, asked: Asked) -> ShownAnswer:
        """All of it in one piece of work: the event loop has others to talk to."""
        desk = self._desk
        answer = desk.assistant.ask(
            asked.text,
            language=asked.language or asker.chosen,
            filters=FilterRequest.model_validate(asked.filters),
            standing=FilterRequest(regions=[] if asked.anywhere else list(asker.regions)),
            conversation=desk.people.conversation(asker.person, asker.place) if asked.follows else None,
            expected_language=asker.language,
            channel=CHANNEL,
        )
        outcome = answer.reason or "answered"
        log.info("answered", channel=CHANNEL, outcome=outcome, language=answer.language, took_ms=answer.took_ms)
        return self._shown(asker, asked, answer)

    async def practices_like(self, asker: Asker, practice_id: str, language: str, update_id: int) -> ShownAnswer:
        """A list of practices that treat what one treats, kept like an answer.

        Raises:
            KeyError: The practice is not published any more.
            CatalogueError: The list cannot be kept.
        """
        assistant = self._desk.assistant
        practice = assistant.practice(practice_id)
        if practice is None:
            raise KeyError(practice_id)
        hits = await self._desk.find(assistant.similar, practice_id)
        wording = Wording(language)
        heading = wording("More like “{title}”:", title=shorten(practice.title_in(language), 200))
        return await self._list(asker, heading, [hit.practice.id for hit in hits], language, update_id)

    async def one(self, asker: Asker, practice_id: str, update_id: int) -> ShownAnswer:
        """A list of one practice, kept like an answer.

        Raises:
            CatalogueError: It cannot be kept.
        """
        return await self._list(asker, asker.wording("Here it is:"), [practice_id], asker.language, update_id)

    async def saved(self, asker: Asker, update_id: int) -> ShownAnswer | None:
        """The practices that a person saved and that are published, kept like an answer; None where there are none.

        Raises:
            CatalogueError: The catalogue cannot be used.
        """
        ids = await self._desk.keep(self._desk.people.saved, asker.person)
        published = [practice_id for practice_id in ids if self._desk.assistant.practice(practice_id)]
        if not published:
            return None
        heading = asker.wording("Your saved practices:")
        return await self._list(asker, heading, published, asker.language, update_id)

    async def _list(self, asker: Asker, heading: str, ids: Sequence[str], language: str, update_id: int) -> ShownAnswer:
        assistant = self._desk.assistant
        base = assistant.settings.public_url
        found = [practice for practice in map(assistant.practice, ids) if practice is not None]
        in_brief = [listed(practice, language, base) for practice in found]
        text, count = listed_message(heading, in_brief, Wording(language))
        shown = ShownAnswer(
            key=_new_key(),
            channel=CHANNEL,
            person=asker.person,
            chat=asker.place,
            question="",
            language=language,
            text=text,
            practices=tuple(practice.id for practice in found[:count]),
            suggestions=(),
            filters={},
            conversation="",
            answers=update_id,
            after=self._numbers.newest(asker.chat_id),
        )
        await self._desk.keep(self._desk.people.keep_answer, shown)
        return shown

    def _shown(self, asker: Asker, asked: Asked, answer: Answer) -> ShownAnswer:
        # What is fixed is said in the language of the answer: that of the question, or the one chosen.
        standing = asker.regions if answer.understood.standing else ()
        text, count = answer_message(
            answer,
            Wording(answer.language),
            repeated=asked.repeated,
            regions=[*asked.filters.get("regions", ()), *standing],
        )
        return ShownAnswer(
            key=_new_key(),
            channel=CHANNEL,
            person=asker.person,
            chat=asker.place,
            question=_whole_question(answer),
            language=answer.language,
            text=text,
            practices=tuple(practice.id for practice in answer.practices[:count]),
            suggestions=() if answer.answered else tuple(answer.suggestions[:SUGGESTIONS]),
            filters=asked.filters,
            conversation=answer.conversation,
            answers=asked.update_id,
            after=self._numbers.newest(asker.chat_id),
        )


def _whole_question(answer: Answer) -> str:
    """What was asked, for whoever reads it without what was asked before."""
    understood = answer.understood
    if understood.follows is None:
        return answer.question
    return understood.follows if understood.about else f"{understood.follows} {answer.question}"


def _new_key() -> str:
    return secrets.token_urlsafe(9)
