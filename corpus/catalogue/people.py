"""What is kept about people who ask in chats: until it is too old, or until they want it forgotten."""

import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, and_, delete, select
from sqlalchemy.orm import Session

from corpus.catalogue import storable
from corpus.catalogue.chat_tables import MAX_KEY, ConversationRow, PreferencesRow, SavedPracticeRow, ShownAnswerRow
from corpus.catalogue.conflicts import insert
from corpus.catalogue.database import Database
from corpus.catalogue.entries import Preferences, ShownAnswer
from corpus.catalogue.errors import CatalogueError
from corpus.catalogue.forgetting import forget
from corpus.catalogue.tables import PracticeRow

_OF_A_PERSON = (PreferencesRow, SavedPracticeRow, ConversationRow, ShownAnswerRow)


class People:
    """What is kept about people who ask in chats.

    A person is an opaque text of the channel, such as `telegram:12345`; so is a chat. Every method is one
    transaction; it raises `CatalogueError` where the database fails, and `ValueError` where a person, a chat or a
    channel is empty, longer than `MAX_NAME` characters or not text that can be stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def preferences(self, person: str) -> Preferences:
        """What the person wants of every answer; nothing in particular where nothing was kept."""
        query = select(PreferencesRow).where(PreferencesRow.person == storable.name(person))
        with self._database.reading() as session:
            row = session.scalar(query)
            return Preferences(row.language, tuple(row.regions)) if row else Preferences()

    def keep_preferences(self, person: str, preferences: Preferences) -> None:
        """Keep what the person wants of every answer, in place of what was kept before."""
        language = None if preferences.language is None else storable.clean(preferences.language)
        regions = [storable.clean(region) for region in preferences.regions]
        key = {"person": storable.name(person)}
        with self._database.writing() as session:
            _put(session, PreferencesRow, key, {"language": language, "regions": regions})

    def saved(self, person: str) -> list[str]:
        """Ids of the practices that the person saved, newest first; some may be withdrawn by now."""
        query = (
            select(SavedPracticeRow.practice_id)
            .where(SavedPracticeRow.person == storable.name(person))
            .order_by(SavedPracticeRow.id.desc())
        )
        with self._database.reading() as session:
            return list(session.scalars(query))

    def save(self, person: str, practice_id: str) -> bool:
        """Save a practice, so that the person finds it again.

        Args:
            person: For whom.
            practice_id: The practice; one that is withdrawn can be saved.

        Returns:
            False if it was saved already.

        Raises:
            CatalogueError: There never was a practice with this id.
        """
        values = {"person": storable.name(person), "practice_id": storable.clean(practice_id)}
        known = select(PracticeRow.id).where(PracticeRow.id == values["practice_id"])
        with self._database.writing() as session:
            if session.scalar(known) is None:
                raise CatalogueError(f"The catalogue holds no practice {values['practice_id']}.")
            saving = insert(session, SavedPracticeRow).values(values)
            return session.scalar(saving.on_conflict_do_nothing().returning(SavedPracticeRow.id)) is not None

    def unsave(self, person: str, practice_id: str) -> bool:
        """Take a practice out of those that the person saved.

        Returns:
            False if it was not among them.
        """
        unsaving = delete(SavedPracticeRow).where(
            SavedPracticeRow.person == storable.name(person),
            SavedPracticeRow.practice_id == storable.clean(practice_id),
        )
        with self._database.writing() as session:
            return _rows(session.execute(unsaving)) > 0

    def conversation(self, person: str, chat: str) -> str | None:
        """Where the conversation with the person in the chat stands, or None where there is none."""
        query = select(ConversationRow.conversation).where(_conversation(person, chat))
        with self._database.reading() as session:
            return session.scalar(query)

    def end_conversation(self, person: str, chat: str) -> None:
        """Let the next question of the person in the chat be the first of a conversation."""
        with self._database.writing() as session:
            session.execute(delete(ConversationRow).where(_conversation(person, chat)))

    def keep_answer(self, answer: ShownAnswer) -> None:
        """Keep an answer as it is shown; its conversation, where it has one, becomes the current one of the person in
        the chat.

        It replaces one with the same key, and one that answers the same update of the same channel.

        Args:
            answer: Its text and conversation come back unchanged, but for NUL and halves of surrogate pairs.

        Raises:
            ValueError: A name, the number of the update or the moment cannot be stored; nothing was kept.
        """
        key = storable.name(answer.key, MAX_KEY)
        values = _values(answer)
        whose = {"person": answer.person, "chat": answer.chat}
        conversation = {"conversation": values["conversation"], "kept_at": answer.when}
        with self._database.writing() as session:
            if answer.answers is not None:
                replaced = _answering(answer.channel, answer.answers)
                session.execute(delete(ShownAnswerRow).where(replaced, ShownAnswerRow.key != key))
            _put(session, ShownAnswerRow, {"key": key}, values)
            if answer.conversation:
                _put(session, ConversationRow, whose, conversation)

    def answer(self, key: str) -> ShownAnswer | None:
        """The answer that was shown with this key, or None; whoever shows it again must ask whose it was."""
        return self._answer(ShownAnswerRow.key == storable.clean(key))

    def answer_to(self, channel: str, number: int) -> ShownAnswer | None:
        """The answer that was shown to an update in a channel's inbox, or None where none was.

        Raises:
            ValueError: The name or the number cannot be stored.
        """
        return self._answer(_answering(storable.name(channel), storable.number(number)))

    def forget(self, person: str) -> bool:
        """Delete everything about a person.

        What still waits in the inbox is not known to be anybody's; it is gone once it is dealt with.

        Returns:
            Whether there was anything.
        """
        storable.name(person)
        return forget(self._database, *(delete(table).where(table.person == person) for table in _OF_A_PERSON)) > 0

    def forget_before(self, moment: datetime.datetime) -> int:
        """Delete the shown answers and the conversations that are older than a moment.

        Args:
            moment: With a time zone.

        Returns:
            How many were deleted.

        Raises:
            ValueError: The moment has no time zone.
        """
        storable.moment(moment)
        return forget(
            self._database,
            delete(ShownAnswerRow).where(ShownAnswerRow.shown_at < moment),
            delete(ConversationRow).where(ConversationRow.kept_at < moment),
        )

    def _answer(self, which: ColumnElement[bool]) -> ShownAnswer | None:
        with self._database.reading() as session:
            row = session.scalar(select(ShownAnswerRow).where(which))
            return _entry(row) if row else None


def _conversation(person: str, chat: str) -> ColumnElement[bool]:
    return and_(ConversationRow.person == storable.name(person), ConversationRow.chat == storable.name(chat))


def _answering(channel: str, number: int) -> ColumnElement[bool]:
    return and_(ShownAnswerRow.channel == channel, ShownAnswerRow.answers == number)


def _put(
    session: Session,
    table: type[PreferencesRow | ConversationRow | ShownAnswerRow],
    key: dict[str, Any],
    values: dict[str, Any],
) -> None:
    """Insert a row, or change the one with this primary key."""
    putting = insert(session, table).values(key | values)
    session.execute(putting.on_conflict_do_update(index_elements=list(key), set_=values))


def _rows(result: Any) -> int:
    return cast(CursorResult[tuple[()]], result).rowcount


def _values(answer: ShownAnswer) -> dict[str, Any]:
    """What is kept of an answer beside its key."""
    clean = storable.clean
    return {
        "channel": storable.name(answer.channel),
        "answers": None if answer.answers is None else storable.number(answer.answers),
        "person": storable.name(answer.person),
        "chat": storable.name(answer.chat),
        "question": clean(answer.question),
        "language": clean(answer.language),
        "text": clean(answer.text, limit=None),
        "practices": [clean(practice_id) for practice_id in answer.practices],
        "suggestions": [clean(suggestion) for suggestion in answer.suggestions],
        "filters": {clean(kind): [clean(value) for value in values] for kind, values in answer.filters.items()},
        "conversation": clean(answer.conversation, limit=None),
        "shown_at": storable.moment(answer.when),
        "shown_after": None if answer.after is None else storable.number(answer.after),
    }


def _entry(row: ShownAnswerRow) -> ShownAnswer:
    return ShownAnswer(
        key=row.key,
        channel=row.channel,
        person=row.person,
        chat=row.chat,
        question=row.question,
        language=row.language,
        text=row.text,
        practices=tuple(row.practices),
        suggestions=tuple(row.suggestions),
        filters=row.filters,
        conversation=row.conversation,
        answers=row.answers,
        after=row.shown_after,
        when=row.shown_at,
    )
