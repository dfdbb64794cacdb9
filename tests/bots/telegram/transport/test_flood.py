"""Whoever writes too fast is told so once, and others do not notice."""

import asyncio
from itertools import groupby, pairwise

from hypothesis import given
from hypothesis import strategies as st

from assistant.assistant import Assistant
from assistant.settings import Settings
from bots.telegram.transport.flood import Flood, Verdict
from bots.telegram.transport.pace import Pace
from tests.bots.telegram.answered import shown_in
from tests.bots.telegram.api import BotApi
from tests.bots.telegram.running import RunningBot
from tests.bots.telegram.transport.virtual_time import in_no_time

QUESTION = "How do cities get older people online?"


@given(waits=st.lists(st.sampled_from([0.0, 0.0, 0.5, 2.0, 3.0, 40.0]), max_size=120))
def test_no_more_than_flows_away(waits: list[float]) -> None:
    async def run() -> list[tuple[float, Verdict]]:
        flood = Flood(messages=10, seconds=30)
        judged = []
        for wait in waits:
            await asyncio.sleep(wait)
            judged.append((asyncio.get_running_loop().time(), await flood.judge("ana")))
        return judged

    judged = in_no_time(run())
    answers = [at for at, verdict in judged if verdict is Verdict.ANSWER]
    for first, start in enumerate(answers):
        for number, end in enumerate(answers[first:], 1):
            assert number <= 10 + (end - start) / 3 + 1e-6
    # Of those that are too many in a row, the first is warned of, and no other.
    for verdict, row in groupby(verdict for _, verdict in judged):
        assert verdict is not Verdict.WARN or len(list(row)) == 1
    verdicts = [Verdict.ANSWER, *(verdict for _, verdict in judged)]
    assert (Verdict.ANSWER, Verdict.IGNORE) not in pairwise(verdicts)


def test_people_are_judged_one_by_one_and_forgotten() -> None:
    async def run() -> tuple[set[Verdict], int]:
        flood = Flood()
        verdicts = set()
        for number in range(10_000):
            verdicts.add(await flood.judge(f"person {number}"))
            await asyncio.sleep(0.01)
        return verdicts, len(flood._people)

    verdicts, known = in_no_time(run())
    assert verdicts == {Verdict.ANSWER}
    assert known < 2000


def test_forty_messages_at_once(api: BotApi, settings: Settings, answering: Assistant) -> None:
    with RunningBot(settings, answering, pace=Pace(a_second_each=100)) as bot:
        ana, ben = api.person("Ana"), api.person("Ben")
        for _ in range(40):
            ana.says(QUESTION)
        ben.says(QUESTION)
        ben.chat.wait_for(1)
        bot.wait_until_done(api)
        answers = [message for message in ana.chat.messages if message.buttons]
        warnings = len(ana.chat.messages) - len(answers)
        # Room for one more comes every three seconds, which a slow machine takes for forty.
        assert 10 <= len(answers) <= 14
        assert 1 <= warnings <= len(answers) - 9
        assert all(shown_in(answer, bot.catalogue) for answer in answers)
        while sum(bool(message.buttons) for message in ana.chat.messages) == len(answers):
            ana.says(QUESTION)
            bot.wait_until_done(api)
        assert shown_in([message for message in ana.chat.messages if message.buttons][-1], bot.catalogue)
