"""How often and how long to try again."""

from __future__ import annotations

import random
import time

from tallystick.errors import StoreUnreachableError

_PAUSES_S = (0.1, 0.25, 0.5, 1.0, 1.5)
"""Long enough for a server to be started anew."""

_PAUSES_BEFORE_ANY_ANSWER_S = (0.1, 0.3)
"""Who gave a wrong address wants to know soon."""

_LONGEST_PAUSE_S = 5.0


class Patience:
    """Of one request: how often it was tried, and whether to try again."""

    def __init__(self, *, answered_before: bool) -> None:
        self._pauses = iter(_PAUSES_S if answered_before else _PAUSES_BEFORE_ANY_ANSWER_S)

    def pause(self, failure: Exception, asked_for_s: float = 0.0) -> None:
        """Wait a little longer than last time; raises `failure` where that was the last."""
        pause_s = next(self._pauses, None)
        if pause_s is None:
            raise failure
        pause_s = max(pause_s, min(asked_for_s, _LONGEST_PAUSE_S))
        # Clients that lost their server at once must not come back at once.
        time.sleep(pause_s * random.uniform(0.75, 1.25))  # noqa: S311  nothing secret about it


def unreachable(lost: Exception, url: str) -> StoreUnreachableError:
    """The error for a connection that could not be made or was lost."""
    reason = str(lost) or type(lost).__name__
    error = StoreUnreachableError(
        f"No server answers at {url}: {reason}. "
        "Start one with `tally up`, or check the address and the network.",
        url=url,
    )
    error.__cause__ = lost
    return error
