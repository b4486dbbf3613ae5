"""An explanation as text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tallystick.comparison.causes.cause import Cause, CauseKind, Change, Consequence, Standing
from tallystick.comparison.causes.reasons import Reasons
from tallystick.comparison.causes.wording import ARROW, HEADINGS, changed, from_to, headline, title
from tallystick.comparison.fitting import folded, text_width
from tallystick.comparison.pieces import Line, Piece, Role

_INDENT = "   "
_MOST_CHANGES = 6
_MOST_TOLD = 2
_WIDEST_PATH = 32


def reasons_text(reasons: Reasons, *, width: int | None = None) -> str:
    """The explanation in lines, folded where they are wider than `width`; None is no limit."""
    lines = reasons_lines(reasons, width=width)
    return "\n".join("".join(piece.text for piece in line).rstrip() for line in lines)


def reasons_lines(reasons: Reasons, *, width: int | None = None) -> Iterator[Line]:
    """The same, in pieces that say what they are."""
    for line in _lines(reasons):
        yield from folded(line, width)


def _lines(reasons: Reasons) -> Iterator[Line]:
    yield (Piece(headline(reasons), Role.QUIET),)
    standing = Standing.LIKELY
    for number, cause in enumerate(reasons.causes, start=1):
        if cause.standing is not standing:
            standing = cause.standing
            yield ()
            yield (Piece(HEADINGS[standing], Role.QUIET),)
        if standing is Standing.LIKELY:
            yield ()
        yield from _cause(number, cause)
    if reasons.effects:
        yield ()
        yield (Piece("moved", Role.TITLE),)
        changes = [effect.change for effect in reasons.effects]
        yield from _changes(changes, len(changes), "  ")


def _cause(number: int, cause: Cause) -> Iterator[Line]:
    head = [Piece(f"{number}. "), Piece(title(cause), Role.TITLE)]
    if cause.kind not in (CauseKind.CODE, CauseKind.UNEXPLAINED):
        head.append(Piece(f": {from_to(cause.before, cause.after)}"))
    yield head
    if cause.note:
        yield (Piece(_INDENT + cause.note, Role.QUIET),)
    for line in cause.diff.splitlines()[2:]:
        role = {"+": Role.ADDED, "-": Role.REMOVED}.get(line[:1], Role.QUIET)
        yield (Piece(_INDENT), Piece(line, role))
    if cause.kind is not CauseKind.CODE:
        yield from _changes(cause.changes, _MOST_CHANGES, _INDENT)
    if len(cause.chain) > 1:
        yield (Piece(f"{_INDENT}by way of {f' {ARROW} '.join(cause.chain)}"),)
    if cause.effects and cause.standing is not Standing.IDLE:
        paths = [effect.change.path for effect in cause.effects]
        more = f" and {len(paths) - 4} more" if len(paths) > 4 else ""
        yield (Piece(f"{_INDENT}moved {', '.join(paths[:4])}{more}"),)
    for consequence in cause.consequences:
        yield _consequence(consequence)


def _consequence(one: Consequence) -> Line:
    text = f"{_INDENT}so input {one.input} of step {one.step}: {from_to(one.before, one.after)}"
    told = [
        f"{change.path} {from_to(change.before, change.after)}"
        for change in one.changes[:_MOST_TOLD]
    ]
    if len(one.changes) > _MOST_TOLD:
        told.append(f"{len(one.changes) - _MOST_TOLD} more")
    return (Piece(text), Piece(f"  ({', '.join(told)})" if told else "", Role.QUIET))


def _changes(changes: Sequence[Change], most: int, indent: str) -> Iterator[Line]:
    shown = changes[:most]
    # One long path is not to move all that stands beside the others.
    widest = min(_WIDEST_PATH, max((text_width(change.path) for change in shown), default=0))
    for change in shown:
        blanks = " " * max(0, widest - text_width(change.path))
        yield (Piece(f"{indent}{change.path}{blanks}  "), Piece(changed(change), Role.QUIET))
    if len(changes) > most:
        yield (Piece(f"{indent}… and {len(changes) - most} more", Role.QUIET),)
