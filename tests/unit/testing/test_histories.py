"""Random histories are worth telling: most of what they say is taken, and of every sort."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tallystick.errors import InvalidQueryError, TallystickError
from tallystick.records.commands import Command
from tallystick.store.memory import MemoryStore
from tallystick.testing.histories import History
from tallystick.testing.questions import Questions


def test_most_commands_are_taken_and_every_sort_is():
    taken, refused, found = Counter(), Counter(), Counter()

    @given(data=st.data())
    @settings(
        max_examples=30,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def tell(data):
        store, history = MemoryStore(), History(data.draw)
        store.apply(*history.opening())
        for _ in range(40):
            (command,) = history.next_call(1)
            try:
                store.apply(command)
                taken[type(command)] += 1
            except TallystickError as error:
                history.undo()
                refused[type(error)] += 1
        questions = Questions(data.draw, history.things)
        for _ in range(10):
            try:
                page = store.find(questions.query())
                found[bool(page.items or page.total)] += 1
            except InvalidQueryError:
                found[None] += 1

    tell()

    assert set(taken) == set(Command.__args__)
    assert 2 * taken.total() > 3 * refused.total() > 0
    assert found[True] > 60
    assert found[None] > 0
