"""Which questions the messages of a chat answer, as far as the catalogue knows."""

from assistant.question import clean_question
from corpus.catalogue import Catalogue, ShownAnswer
from tests.bots.telegram.api import Message, Person


def assert_answered(person: Person, questions: list[str], catalogue: Catalogue) -> None:
    """The person has an answer to each of these questions, in this order, and nothing else."""
    asked = [question_of(message, catalogue) for message in person.chat.messages]
    assert len(asked) == len(questions), asked
    for found, question in zip(asked, questions, strict=True):
        # What it was read together with stands before it.
        assert found.endswith(clean_question(question)), asked


def question_of(message: Message, catalogue: Catalogue) -> str:
    """What a message answers, or the message where it is no answer of its chat."""
    shown = shown_in(message, catalogue)
    place = f"telegram:{message.chat.id}:{message.thread or 0}"
    return shown.question if shown and shown.chat == place and shown.text == message.html else repr(message)


def shown_in(message: Message, catalogue: Catalogue) -> ShownAnswer | None:
    """The answer that a message shows, by its buttons."""
    data = [button["callback_data"] for row in message.buttons for button in row if "callback_data" in button]
    return catalogue.people.answer(data[0].split(":")[1]) if data else None
