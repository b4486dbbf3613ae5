"""HTML for notebooks: self-contained, without scripts, every text escaped.

Colours are the page's own with some transparency, so that it suits light and dark pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from tallystick.client.views.data import Data
from tallystick.values import cards, display

_STYLE = """<style>
.tally{font-size:13px;line-height:1.45;max-width:72em}
.tally h4{margin:0 0 .4em;font-size:14px;font-weight:600}
.tally h4 small{font-weight:400;opacity:.65;margin-right:.5em}
.tally .tally-cards{display:flex;flex-wrap:wrap;gap:.6em;align-items:flex-start}
.tally details{border:1px solid rgba(128,128,128,.35);border-radius:6px;padding:.3em .7em;\
background:rgba(128,128,128,.06);min-width:14em}
.tally details details{margin:.2em 0}
.tally summary{cursor:pointer;font-weight:600}
.tally a{color:inherit;text-decoration:underline}
.tally table{border-collapse:collapse;margin:.2em 0;font-size:inherit;line-height:inherit}
.tally tr,.tally td,.tally th{background:none;border:0}
.tally td,.tally th{text-align:left;vertical-align:top;padding:.1em .9em .1em 0;\
font-weight:400;overflow-wrap:anywhere}
.tally th{opacity:.65;white-space:nowrap}
.tally .tally-list{overflow-x:auto}
.tally .tally-list td{white-space:nowrap}
</style>"""


def html_page(noun: str, name: str, facts: Mapping[str, str], metadata: Mapping[str, Any]) -> str:
    """A thing with its facts and its metadata."""
    rows = {fact: text for fact, text in facts.items() if text}
    return (
        f'{_STYLE}<div class="tally"><h4><small>{escape(noun)}</small>{escape(name)}</h4>'
        f"{_table(rows)}{_cards(metadata)}</div>"
    )


def html_data(noun: str, name: str, facts: Mapping[str, str], data: Data) -> str:
    """An artifact version: its facts, what was logged, and what was found out about its data."""
    rows = {fact: text for fact, text in facts.items() if text}
    shown = [_card(card.title, card.entries) for card in cards(data.logged)]
    shown += [_card(card.title or "Facts", card.entries) for card in cards(data.facts)]
    return (
        f'{_STYLE}<div class="tally"><h4><small>{escape(noun)}</small>{escape(name)}</h4>'
        f"{_table(rows)}"
        f'<div class="tally-cards">{"".join(shown) or "<small>No metadata.</small>"}'
        f"{_columns(data)}</div></div>"
    )


def _columns(data: Data) -> str:
    if not data.columns:
        return ""
    head = "".join(f"<th>{escape(title)}</th>" for title in ("name", *data.titles.values()))
    body = "".join(f"<tr>{_column(data, name)}</tr>" for name in data.columns)
    return (
        f"<details open><summary>{escape(data.caption)}</summary>"
        f'<div class="tally-list"><table><tr>{head}</tr>{body}</table></div></details>'
    )


def _column(data: Data, name: str) -> str:
    cells = [data.by_column[key].get(name, "") for key in data.titles]
    return f"<td>{escape(name)}</td>" + "".join(f"<td>{_cell(one)}</td>" for one in cells)


def html_metadata(metadata: Mapping[str, Any]) -> str:
    """Metadata alone."""
    return f'{_STYLE}<div class="tally">{_cards(metadata)}</div>'


def html_table(columns: list[str], rows: Rows, caption: str) -> str:
    """A table with one row a thing."""
    return f'{_STYLE}<div class="tally"><h4>{escape(caption)}</h4>{_rows(columns, rows)}</div>'


def html_history(title: str, said: str, chart: str, columns: list[str], rows: Rows) -> str:
    """A history: a chart, what it shows, and some of its entries."""
    return (
        f'{_STYLE}<div class="tally"><h4><small>history</small>{escape(title)}</h4>{chart}'
        f"<small>{escape(said)}</small>{_rows(columns, rows)}</div>"
    )


Rows = list[list[str]]


def _rows(columns: list[str], rows: Rows) -> str:
    head = "".join(f"<th>{escape(column)}</th>" for column in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f'<div class="tally-list"><table><tr>{head}</tr>{body}</table></div>'


def _cards(metadata: Mapping[str, Any]) -> str:
    shown = "".join(_card(card.title, card.entries) for card in cards(metadata))
    return f'<div class="tally-cards">{shown or "<small>No metadata.</small>"}</div>'


def _card(title: str | None, entries: Mapping[str, Any]) -> str:
    heading = "Metadata" if title is None else escape(title)
    return f"<details open><summary>{heading}</summary>{_table(entries)}</details>"


def _table(entries: Mapping[str, Any]) -> str:
    rows = "".join(
        f"<tr><th>{escape(key)}</th><td>{_cell(v)}</td></tr>" for key, v in entries.items()
    )
    return f"<table>{rows}</table>" if rows else "<small>(empty)</small>"


def _cell(value: Any) -> str:
    if isinstance(value, dict) and value:
        return _table(value)
    text = escape(display(value))
    if isinstance(value, str) and value.startswith(("https://", "http://")):
        return f'<a href="{escape(value)}" target="_blank" rel="noopener noreferrer">{text}</a>'
    return text
