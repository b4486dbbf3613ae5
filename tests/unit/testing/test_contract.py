"""Rules of a contract cannot be lost by accident."""

from __future__ import annotations

import pytest

from tallystick.testing.contract import Contract, overrides


class Suite(Contract):
    def test_a_rule(self):
        """A rule."""

    def test_another_rule(self):
        """Another one."""


def test_rules_are_inherited():
    class Mine(Suite):
        def test_something_of_my_own(self):
            """Nobody's rule."""

    assert Mine.test_a_rule is Suite.test_a_rule


def test_a_rule_is_replaced_by_saying_so():
    class Mine(Suite):
        @overrides("it is different here")
        def test_a_rule(self):
            """My rule."""

    assert Mine.test_a_rule is not Suite.test_a_rule


@pytest.mark.parametrize("replacement", [lambda self: None, None, pytest.mark.skip])
def test_a_rule_is_not_replaced_in_silence(replacement):
    with pytest.raises(TypeError, match=r"Mine\.test_a_rule replaces a rule .*@overrides"):
        type("Mine", (Suite,), {"test_a_rule": replacement})


def test_a_rule_is_not_replaced_in_silence_by_a_grandchild():
    class Child(Suite):
        @overrides("a reason")
        def test_a_rule(self):
            """A child's rule."""

    with pytest.raises(TypeError, match="replaces a rule"):

        class Grandchild(Child):
            def test_a_rule(self):
                """A grandchild's rule."""


def test_a_misspelt_override_is_an_error():
    with pytest.raises(TypeError, match=r"overrides no rule.*Did you mean test_a_rule"):

        class Mine(Suite):
            @overrides("a reason")
            def test_a_rul(self):
                """Misspelt."""


def test_a_rule_is_not_replaced_by_another_base():
    class Other:
        def test_a_rule(self):
            """Of a class that is no contract."""

    with pytest.raises(TypeError, match="Other and Suite both have a rule test_a_rule"):

        class Mine(Other, Suite):
            pass


def test_parts_of_a_suite_have_rules_of_different_names():
    class Part(Contract):
        def test_a_rule(self):
            """The same name by accident."""

    with pytest.raises(TypeError, match="Part and Suite both have a rule test_a_rule; rename"):

        class Whole(Part, Suite):
            pass
