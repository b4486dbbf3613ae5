"""A store that is wrong anywhere does not agree with the reference."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from msgspec.structs import replace

from tallystick.errors import InvalidArgumentError, NotFoundError
from tallystick.store.memory import MemoryStore
from tallystick.testing.agreement import StoreAgreement

SEARCH = settings(
    max_examples=100,
    stateful_step_count=20,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class CountsWrong(MemoryStore):
    def find(self, query):
        page = super().find(query)
        return replace(page, total=len(page.items))


class ForgetsAPath(MemoryStore):
    def paths(self, query):
        return super().paths(query)[:1]


class LosesAnEntry(MemoryStore):
    def history(self, target, key, **options):
        return super().history(target, key, **options)[:2]


class SaysItDifferently(MemoryStore):
    def get(self, kind, ref, **options):
        try:
            return super().get(kind, ref, **options)
        except NotFoundError as error:
            raise InvalidArgumentError(error.message) from None


class TakesHalfOfACall(MemoryStore):
    def apply(self, *commands):
        numbers = [MemoryStore.apply(self, command) for command in commands]
        return tuple(number for (number,) in numbers)


class KnowsNoPast(MemoryStore):
    def find(self, query):
        return super().find(replace(query, as_of=None))


def agreement_with(kind):
    class Agreement(StoreAgreement):
        def open(self):
            return kind()

    return Agreement


def test_the_reference_agrees_with_itself():
    few = settings(SEARCH, max_examples=30)

    run_state_machine_as_test(agreement_with(MemoryStore), settings=few)


@pytest.mark.parametrize(
    "kind",
    [CountsWrong, ForgetsAPath, LosesAnEntry, SaysItDifferently, TakesHalfOfACall, KnowsNoPast],
)
def test_a_wrong_store_is_found_out(kind):
    with pytest.raises(AssertionError):
        run_state_machine_as_test(agreement_with(kind), settings=SEARCH)


def test_an_agreement_needs_a_store():
    with pytest.raises(NotImplementedError, match="StoreAgreement must have a method `open`"):
        StoreAgreement.open(StoreAgreement.__new__(StoreAgreement))
