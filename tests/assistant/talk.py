"""A conversation with the assistant, as tests lead it."""

from typing import Any

from assistant.answer import Answer
from assistant.assistant import Assistant


class Talk:
    """One conversation; every answer goes on from the one before."""

    def __init__(self, assistant: Assistant, **options: Any) -> None:
        self._assistant = assistant
        self._options = {"keep": False, **options}
        self._conversation: str | None = None

    def say(self, text: str, **options: Any) -> Answer:
        answer = self._assistant.ask(text, conversation=self._conversation, **{**self._options, **options})
        self._conversation = answer.conversation
        return answer


def ids(answer: Answer) -> list[str]:
    return [practice.id for practice in answer.practices]
