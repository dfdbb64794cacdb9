"""A lost message is looked for wherever it can be, and nowhere else."""

from hypothesis import given
from hypothesis import strategies as st

from bots.telegram.transport.numbers import MessageNumbers

ANA, BEN, GROUP = 1, 2, -1001


def candidates(numbers: MessageNumbers, after: int, chat: int = ANA, lost_at: float = 1.0) -> list[int]:
    return list(numbers.candidates(chat, after, lost_at))


@given(
    before=st.integers(0, 10**9),
    seen=st.lists(st.booleans(), min_size=1, max_size=90),
    data=st.data(),
)
def test_it_is_among_the_candidates(before: int, seen: list[bool], data: st.DataObject) -> None:
    """Of the messages since, some are known; the lost one is none of them, and one sent afterwards is newer."""
    numbers = MessageNumbers()
    numbers.saw(ANA, before)
    lost = data.draw(st.integers(0, len(seen) - 1))
    known = {before + 1 + place for place, is_known in enumerate(seen) if is_known and place != lost}
    for number in sorted(known):
        numbers.saw(BEN, number)
    numbers.sent(BEN, before + 1 + len(seen), begun=2.0)
    unknown = set(range(before + 1, before + 1 + len(seen))) - known
    assert set(candidates(numbers, before)) == unknown
    assert before + 1 + lost in unknown


def test_where_nothing_was_sent_since_it_is_near() -> None:
    numbers = MessageNumbers()
    numbers.sent(ANA, 7, begun=0.0)
    assert candidates(numbers, after=7) == list(range(8, 28))
    numbers.saw(BEN, 9)
    assert candidates(numbers, after=7) == [8, *range(10, 30)]
    assert candidates(numbers, after=100) == list(range(101, 121))


def test_what_becomes_known_ends_the_search() -> None:
    numbers = MessageNumbers()
    numbers.sent(ANA, 7, begun=0.0)
    looking = numbers.candidates(ANA, 7, lost_at=1.0)
    assert next(looking) == 8
    numbers.sent(BEN, 10, begun=2.0)
    assert list(looking) == [9]


def test_a_supergroup_counts_by_itself() -> None:
    numbers = MessageNumbers()
    numbers.saw(ANA, 7)
    assert (numbers.newest(BEN), numbers.newest(-5), numbers.newest(GROUP)) == (7, 7, 0)
    numbers.sent(GROUP, 3, begun=2.0)
    assert candidates(numbers, after=1, chat=GROUP) == [2]
    assert candidates(numbers, after=7) == list(range(8, 28))


def test_it_does_not_search_for_ever() -> None:
    numbers = MessageNumbers()
    numbers.saw(ANA, 1)
    numbers.sent(BEN, 10**9, begun=2.0)
    assert len(candidates(numbers, after=1)) == 100


def test_it_does_not_grow_for_ever() -> None:
    numbers = MessageNumbers()
    for number in range(1, 30_000):
        numbers.sent(-1_000_000 - number, number, begun=float(number))
    assert len(numbers._known) <= 20_000
    assert len(numbers._newest) <= 5_000
    assert len(numbers._last_sent) <= 5_000
