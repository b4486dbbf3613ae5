"""Questions that make no sense."""

from __future__ import annotations

from uuid import UUID

import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.records.targets import Kind, Target
from tallystick.store.asking import check_lineage, check_range


@pytest.mark.parametrize(("after", "limit"), [(0, None), (5, 0), (0, 5)])
def test_parts_of_the_journal_are_asked_for(after, limit):
    check_range(after, limit)


@pytest.mark.parametrize(("after", "limit"), [(-1, None), (0, -1)])
def test_negative_parts_are_not(after, limit):
    with pytest.raises(InvalidArgumentError, match=f"after={after} and limit={limit}"):
        check_range(after, limit)


@pytest.mark.parametrize("kind", list(Kind))
def test_what_runs_and_what_it_makes_has_a_lineage(kind):
    target = Target(kind, UUID(int=1))

    if kind in (Kind.RUN, Kind.STEP_RUN, Kind.ARTIFACT_VERSION):
        check_lineage(target, 0, 99)
    else:
        with pytest.raises(InvalidArgumentError, match=f"not of {kind.one}"):
            check_lineage(target, 0, 0)


@pytest.mark.parametrize(("upstream", "downstream"), [(-1, 0), (0, -1)])
def test_lineage_goes_no_negative_depth(upstream, downstream):
    with pytest.raises(InvalidArgumentError, match=f"upstream={upstream}"):
        check_lineage(Target(Kind.RUN, UUID(int=1)), upstream, downstream)
