"""Commands: what can be asked, what is remembered, and how it is forgotten."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final

from telegram import Message, Update
from telegram.ext import ContextTypes

from assistant.wording import Wording
from bots.telegram.answering import Answering
from bots.telegram.asker import Asker
from bots.telegram.desk import Desk
from bots.telegram.handlers.opening import Opening
from bots.telegram.handlers.questions import Questions
from bots.telegram.handlers.replies import Replies
from bots.telegram.shown.answers import lettered
from bots.telegram.shown.buttons import LANGUAGE_NAMES, example_buttons, language_buttons, region_buttons
from corpus.vocabulary import vocabulary

Handler = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]


class Commands:
    """Answers commands.

    Args:
        desk: Knows who asks and keeps what they choose.
        answering: Lists what they saved.
        questions: Knows who asks too fast.
        replies: Sends.
        opening: Opens a practice that a link names.
    """

    def __init__(
        self, desk: Desk, answering: Answering, questions: Questions, replies: Replies, opening: Opening
    ) -> None:
        self._desk = desk
        self._answering = answering
        self._questions = questions
        self._replies = replies
        self._opening = opening

    def all(self) -> dict[str, Handler]:
        """Each command's name and what it does."""
        return {name: self._for(getattr(self, f"_{name}")) for name in NAMES}

    def _for(self, work: Callable[[Asker, Message, int, list[str]], Awaitable[None]]) -> Handler:
        async def handle(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
            asker = await self._desk.asker_of_update(update)
            message = update.message
            if asker is not None and message is not None and await self._questions.may_go_on(asker, message):
                await work(asker, message, update.update_id, list(context.args or []))

        return handle

    async def _start(self, asker: Asker, message: Message, update_id: int, arguments: list[str]) -> None:
        if arguments and await self._opening.open_linked(asker, arguments[0], update_id):
            return
        wording = asker.wording
        said = [
            wording("Hello! I know what other cities have done for lifelong learning, and where that can be read."),
            "",
            wording("Ask me in your own words and your own language, such as:"),
            lettered(examples(wording), wording.language),
            "",
            wording("Go on with “only in Africa”, “and for older people?” or “more about the second”."),
            wording("Open a practice with its number, save it, and tell me whether it helped."),
        ]
        await self._replies.say(asker, "\n".join(said), example_buttons(examples(wording)), message)

    async def _help(self, asker: Asker, message: Message, update_id: int, arguments: list[str]) -> None:
        wording = asker.wording
        said = [
            wording("Ask a question in your own words: you get up to five practices of cities, with their sources."),
            wording("Go on with “only in Africa”, “and for older people?”, “cheaper ones” or “more about the second”."),
            wording("In a group, mention me or reply to me. In any chat, write my name and a question to share one."),
        ]
        listed = "\n".join(f"/{name} – {text}" for name, text in descriptions(wording).items())
        await self._replies.say(asker, "\n\n".join([*said, listed]), to=message)

    async def _new(self, asker: Asker, message: Message, update_id: int, arguments: list[str]) -> None:
        await self._desk.keep(self._desk.people.end_conversation, asker.person, asker.place)
        await self._replies.say(asker, asker.wording("A new conversation: what would you like to know?"), to=message)

    async def _language(self, asker: Asker, message: Message, update_id: int, arguments: list[str]) -> None:
        wording = asker.wording
        if asker.chosen in LANGUAGE_NAMES:
            now = wording("I answer you in {language}.", language=LANGUAGE_NAMES[str(asker.chosen)])
        else:
            now = wording("I answer in the language of each question.")
        said = f"{now}\n{wording('Which language would you like?')}"
        await self._replies.say(asker, said, language_buttons(wording), message)

    async def _region(self, asker: Asker, message: Message, update_id: int, arguments: list[str]) -> None:
        wording = asker.wording
        regions = vocabulary().regions
        names = ", ".join(regions[code].label(wording.language) for code in asker.regions if code in regions)
        now = wording("I look in: {places}.", places=names) if names else wording("I look in every region.")
        said = f"{now}\n{wording('Where should I always look? A place named in a question still counts more.')}"
        await self._replies.say(asker, said, region_buttons(wording), message)

    async def _saved(self, asker: Asker, message: Message, update_id: int, arguments: list[str]) -> None:
        shown = await self._answering.saved(asker, update_id)
        if shown is not None:
            await self._replies.show(asker, shown, message)
        elif await self._desk.keep(self._desk.people.saved, asker.person):
            await self._replies.say(asker, asker.wording("None of what you saved is published any more."), to=message)
        else:
            said = asker.wording("You have saved nothing yet. Open a practice and tap “Save”.")
            await self._replies.say(asker, said, to=message)

    async def _forget(self, asker: Asker, message: Message, update_id: int, arguments: list[str]) -> None:
        await self._desk.keep(self._desk.people.forget, asker.person)
        said = asker.wording("Done: everything kept about you is erased. Messages in this chat are yours to delete.")
        await self._replies.say(asker, said, to=message)

    async def _privacy(self, asker: Asker, message: Message, update_id: int, arguments: list[str]) -> None:
        wording = asker.wording
        said = [
            wording(
                "Kept about you: your Telegram number, the language and region you choose, what you save, and for 30 "
                "days your questions with their answers, so that buttons and follow-ups work."
            ),
            wording("Questions without an answer, and 👍 or 👎, are kept for staff without saying who they came from."),
            wording("/forget erases everything about you at once. Nothing is passed on, and no answer is made up."),
        ]
        await self._replies.say(asker, "\n\n".join(said), to=message)

    async def _about(self, asker: Asker, message: Message, update_id: int, arguments: list[str]) -> None:
        wording = asker.wording
        contents = self._desk.assistant.live.served.contents
        cities = len(contents.facets.values("cities"))
        said = [
            wording(
                "Precedent answers what other cities have done, from {practices} practices of {cities} cities. Every "
                "sentence about a practice stands in its record, and every record names its sources.",
                practices=len(contents),
                cities=cities,
            ),
            wording("Translations were made by machine and not reviewed by native speakers."),
            wording("It is not an official service of any network of cities."),
        ]
        await self._replies.say(asker, "\n\n".join(said), to=message)


NAMES: Final = ("start", "help", "new", "language", "region", "saved", "forget", "privacy", "about")


def descriptions(wording: Wording) -> dict[str, str]:
    """What each command does, in a few words of a language; at most 256 characters each."""
    return {
        "start": wording("Begin, with examples"),
        "help": wording("What can be asked"),
        "new": wording("Begin a new conversation"),
        "language": wording("Choose the language of answers"),
        "region": wording("Choose where to look always"),
        "saved": wording("Practices you saved"),
        "forget": wording("Erase everything kept about you"),
        "privacy": wording("What is kept about you"),
        "about": wording("What this is"),
    }


def examples(wording: Wording) -> list[str]:
    """Questions that the collection answers, for a person who is new."""
    return [
        wording("How have other cities got older people online?"),
        wording("How do cities bring books to neighbourhoods without a library?"),
        wording("What helps young people who left school without a diploma?"),
    ]
