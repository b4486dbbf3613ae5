"""A comparison for notebooks: a card for each group, rows that are the same folded away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from tallystick.comparison.directions import Better
from tallystick.comparison.rows import MISSING, Row
from tallystick.comparison.style import STYLE
from tallystick.comparison.table import Group, Table
from tallystick.comparison.wording import ARROWS, counted, headline, legend, shown

MOST_COLUMNS = 60
"""How many things have a column; a page with more is of no use to anyone, and slow."""

_FIRST = "17em"
_OTHER = "13em"


def table_html(table: Table) -> str:
    """The whole table, without scripts, every text escaped."""
    places = _places(table)
    left = len(table.columns) - len(places)
    more = (
        f"{counted(left, table.kind.words)} more: to_pandas() and to_csv() have all."
        if left
        else ""
    )
    notes = [note for note in (more, legend(table.differing, best="bold")) if note]
    cards = "".join(_card(group, places) for group in table.groups)
    return (
        f'{STYLE}<div class="tally-compare"><h4>{escape(headline(table))}</h4>'
        f'<div class="scroll"><div class="wide">{_head(table, places)}{cards}</div></div>'
        + "".join(f'<p class="quiet">{escape(note)}</p>' for note in notes)
        + "</div>"
    )


def _places(table: Table) -> list[int]:
    """The columns that are shown, the baseline always among them."""
    places = list(range(len(table.columns)))
    if len(places) > MOST_COLUMNS:
        rest = [place for place in places if place != table.baseline]
        places = sorted([table.baseline, *rest[: MOST_COLUMNS - 1]])
    return places


def _columns(count: int) -> str:
    """Equally wide columns, so that they stand below each other from card to card."""
    return f'<colgroup><col style="width:{_FIRST}"><col span="{count}" style="width:{_OTHER}">'


def _head(table: Table, places: Sequence[int]) -> str:
    names = "".join(
        f"<th>{escape(table.columns[place].name)}"
        + (' <small class="quiet">baseline</small>' if place == table.baseline else "")
        + "</th>"
        for place in places
    )
    return f"<table>{_columns(len(places))}<thead><tr><th></th>{names}</tr></thead></table>"


def _card(group: Group, places: Sequence[int]) -> str:
    same = [row for row in group.rows if not row.differs]
    count = len(group.differing)
    differing = _table(group.differing, places) if count else ""
    folded = f"<details><summary>{_are_the_same(len(same))}</summary>{_constant(same)}</details>"
    is_open = " open" if count else ""
    return (
        f"<details{is_open}><summary>{escape(group.title)}"
        f"{'' if count else ' <small class=quiet>no difference</small>'}</summary>"
        f"{differing}{folded if same else ''}</details>"
    )


def _are_the_same(number: int) -> str:
    return f"{counted(number, 'row')} {'is' if number == 1 else 'are'} the same"


def _table(rows: Iterable[Row], places: Sequence[int]) -> str:
    body = "".join(_row(row, places) for row in rows)
    return f"<table>{_columns(len(places))}<tbody>{body}</tbody></table>"


def _constant(rows: Iterable[Row]) -> str:
    """Rows that are the same have one value for all."""
    body = "".join(
        f"<tr><th>{escape(row.name)}</th><td>{escape(shown(row)[0])}</td></tr>" for row in rows
    )
    return f'<table><colgroup><col style="width:{_FIRST}"><tbody>{body}</tbody></table>'


def _row(row: Row, places: Sequence[int]) -> str:
    texts = shown(row)
    cells = "".join(_cell(row, place, texts[place]) for place in places)
    return f"<tr><th>{escape(row.name)}{_aim(row)}</th>{cells}</tr>"


def _aim(row: Row) -> str:
    if row.aim is None:
        return ""
    said = f"{row.aim.better} is better" + (", guessed from the name" if row.aim.guessed else "")
    mark = ARROWS[row.aim.better] + ("?" if row.aim.guessed else "")
    return f' <small class="quiet" title="{said}">{mark}</small>'


def _cell(row: Row, place: int, text: str) -> str:
    if row.values[place] is MISSING:
        return '<td class="quiet" title="missing">-</td>'
    end = "best" if place in row.best else "worst" if place in row.worst else ""
    attributes = f' class="{end}" title="{end}"' if end else ""
    return f"<td{attributes}>{escape(text)}{_delta(row, place)}</td>"


def _delta(row: Row, place: int) -> str:
    delta = row.deltas[place]
    if delta is None or not delta.sign:
        return ""
    judged = ""
    if row.aim is not None:
        is_better = (delta.sign > 0) is (row.aim.better is Better.HIGHER)
        judged = " better" if is_better else " worse"
    return f'<br><span class="delta{judged}">{escape(str(delta))}</span>'
