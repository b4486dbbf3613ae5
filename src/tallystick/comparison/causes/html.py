"""An explanation for notebooks: a card for each cause."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from tallystick.comparison.causes.cause import Cause, CauseKind, Change, Consequence, Standing
from tallystick.comparison.causes.reasons import Reasons
from tallystick.comparison.causes.wording import ARROW, HEADINGS, from_to, headline, title
from tallystick.comparison.style import STYLE

_MOST_CHANGES = 12


def reasons_html(reasons: Reasons) -> str:
    """The whole explanation, without scripts, every text escaped."""
    parts = [f"<h4>{escape(headline(reasons))}</h4>"]
    standing = Standing.LIKELY
    for number, cause in enumerate(reasons.causes, start=1):
        if cause.standing is not standing:
            standing = cause.standing
            parts.append(f'<p class="quiet">{HEADINGS[standing]}</p>')
        parts.append(_card(number, cause))
    if reasons.effects:
        moved = _changes([effect.change for effect in reasons.effects], len(reasons.effects))
        parts.append(f"<details open><summary>moved</summary>{moved}</details>")
    return f'{STYLE}<div class="tally-compare">{"".join(parts)}</div>'


def _card(number: int, cause: Cause) -> str:
    head = f"{number}. {escape(title(cause))}"
    if cause.kind not in (CauseKind.CODE, CauseKind.UNEXPLAINED):
        head += f': <span class="quiet">{escape(from_to(cause.before, cause.after))}</span>'
    is_open = " open" if cause.standing is Standing.LIKELY else ""
    return f"<details{is_open}><summary>{head}</summary>{''.join(_body(cause))}</details>"


def _body(cause: Cause) -> Iterator[str]:
    if cause.note:
        yield f'<p class="quiet">{escape(cause.note)}</p>'
    if cause.diff:
        yield f"<pre>{_diff(cause.diff)}</pre>"
    if cause.kind is not CauseKind.CODE:
        yield _changes(cause.changes, _MOST_CHANGES)
    if len(cause.chain) > 1:
        yield f"<p>by way of {escape(f' {ARROW} '.join(cause.chain))}</p>"
    if cause.effects:
        paths = ", ".join(escape(effect.change.path) for effect in cause.effects)
        yield f"<p>moved {paths}</p>"
    if cause.consequences:
        yield f"<ul>{''.join(map(_consequence, cause.consequences))}</ul>"


def _diff(diff: str) -> str:
    tags = {"+": "ins", "-": "del"}
    lines = []
    for line in diff.splitlines()[2:]:
        tag = tags.get(line[:1], "span")
        lines.append(f"<{tag}>{escape(line)}</{tag}>")
    return "\n".join(lines)


def _consequence(one: Consequence) -> str:
    said = f"so input {one.input} of step {one.step}: {from_to(one.before, one.after)}"
    if not one.changes:
        return f"<li>{escape(said)}</li>"
    table = _changes(one.changes, _MOST_CHANGES)
    return f"<li><details><summary>{escape(said)}</summary>{table}</details></li>"


def _changes(changes: Sequence[Change], most: int) -> str:
    rows = "".join(_change(change) for change in changes[:most])
    left = len(changes) - most
    more = f'<p class="quiet">… and {left:,} more</p>' if left > 0 else ""
    return f"<table>{rows}</table>{more}" if rows else ""


def _change(change: Change) -> str:
    delta = ""
    if change.delta is not None and change.delta.sign:
        delta = f'<span class="delta">{escape(str(change.delta))}</span>'
    said = escape(from_to(change.before, change.after))
    return f"<tr><th>{escape(change.path)}</th><td>{said}</td><td>{delta}</td></tr>"
