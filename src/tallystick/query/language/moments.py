"""Times: absolute ones, those relative to now, and days."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from tallystick.query.conditions import Literal, Relative
from tallystick.query.language.quantities import format_duration, has_time_of_day, read_quantity

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(
    r"[Tt ](?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)"
    r"\s?(?P<zone>[Zz]|UTC\b|[+-]\d{2}(?::?\d{2}(?::?\d{2}(?:\.\d{1,6})?)?)?)?",
    re.ASCII,
)
_ANCHOR = re.compile(r"(now|today|yesterday)(?=[-+]|\b)", re.IGNORECASE)
_DAY = timedelta(days=1)


class Day(NamedTuple):
    """A whole day in UTC: from its beginning up to, and without, that of the next."""

    begin: datetime | Relative
    end: datetime | Relative


Moment = datetime | Relative | Day


def read_moment(text: str, start: int) -> tuple[Moment, int] | None:
    """The time that begins at `start`, and where it ends; None where none does.

    Raises `ValueError` (or `OverflowError`) for what looks like one and is not in the calendar.
    """
    if found := _DATE.match(text, start):
        return _absolute(text, found)
    if found := _ANCHOR.match(text, start):
        offset, end = _offset(text, found.end())
        has_clock = has_time_of_day(text[found.end() : end])
        return _anchored(found[1].lower(), offset, has_clock=has_clock), end
    if text[start : start + 1] in ("-", "+"):
        offset, end = _offset(text, start)
        return (Relative(offset), end) if end > start else None
    return None


def _absolute(text: str, found: re.Match[str]) -> tuple[Moment, int]:
    day = date.fromisoformat(found[0])
    clock = _TIME.match(text, found.end())
    if clock is None:
        begin = datetime.combine(day, time(), UTC)
        return Day(begin, begin + _DAY), found.end()
    zone = clock["zone"] or "Z"
    zone = "Z" if zone.upper() == "UTC" else zone.upper()
    moment = datetime.fromisoformat(f"{found[0]}T{clock['clock']:0>5}{zone}")
    return moment, clock.end()


def _offset(text: str, start: int) -> tuple[timedelta, int]:
    """A signed duration, and where it ends; nothing where there is none."""
    sign = text[start : start + 1]
    if sign not in ("-", "+"):
        return timedelta(0), start
    read = read_quantity(text, start + 1)
    if read is None or not isinstance(read[0], timedelta):
        return timedelta(0), start
    return (-read[0] if sign == "-" else read[0]), read[1]


def _anchored(anchor: str, offset: timedelta, *, has_clock: bool) -> Moment:
    if anchor == "now":
        return Relative(offset)
    if anchor == "yesterday":
        offset -= _DAY
    begin = Relative(offset, today=True)
    return begin if has_clock else Day(begin, Relative(offset + _DAY, today=True))


def day_of(begin: Literal, end: Literal) -> str:
    """The text of the day from `begin` up to `end`; empty where that is no day."""
    if not isinstance(begin, datetime | Relative) or not isinstance(end, datetime | Relative):
        return ""
    text = format_moment(begin, as_day=True)
    read = read_moment(text, 0)
    return text if read is not None and read[0] == Day(begin, end) else ""


def format_moment(moment: datetime | Relative, *, as_day: bool = False) -> str:
    """The text that means this moment exactly; times are in UTC.

    With `as_day` that of a day, if the moment is its beginning.
    """
    if isinstance(moment, Relative):
        return _format_relative(moment, as_day=as_day)
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    try:
        aware = aware.astimezone(UTC)
    except OverflowError:
        return aware.isoformat()
    if as_day and aware.time() == time():
        return aware.date().isoformat()
    return aware.isoformat().replace("+00:00", "Z")


def _format_relative(moment: Relative, *, as_day: bool) -> str:
    sign = "-" if moment.offset < timedelta(0) else "+"
    offset = f"{sign}{format_duration(moment.offset)}" if moment.offset else ""
    if not moment.today:
        return offset or "now"
    if as_day or moment.offset % _DAY:
        return f"today{offset}"
    return f"today{offset or '+'}0h"
