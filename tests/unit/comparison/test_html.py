"""A comparison in a notebook: cards, escaped, with what is the same folded away."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.unit.comparison.test_table import compared

from tallystick.comparison.html import MOST_COLUMNS


class Reader(HTMLParser):
    """The texts of a page, and whether its tags are balanced."""

    void = ("col", "br")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: list[str] = []
        self.classes: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.classes += [value or "" for name, value in attrs if name == "class"]
        if tag not in self.void and tag != "colgroup":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag != "colgroup":
            assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open[-1:] != ["style"]:
            self.texts.append(data)


def read(table) -> Reader:
    return Reader(table._repr_html_())


def test_rows_with_their_deltas_and_which_is_best():
    page = read(compared({"m": {"loss": 2.0}}, {"m": {"loss": 1.0}}))

    assert page.texts[-1].startswith("↑ higher is better")
    for text in ("m", "loss", "2.0", "1.0", "-1.0 (-50 %)", "run-0", "baseline"):
        assert text in [one.strip() for one in page.texts], text
    assert {"best", "worst", "delta better"} <= set(page.classes)


def test_what_is_worse_says_so_and_what_nobody_judges_does_not():
    assert "delta worse" in read(compared({"loss": 1}, {"loss": 2})).classes
    assert "delta" in read(compared({"depth": 1}, {"depth": 2})).classes


def test_rows_that_are_the_same_are_folded_and_have_one_value():
    page = read(compared({"a": "same value", "b": 1}, {"a": "same value", "b": 2}))

    assert page.texts.count("same value") == 1
    assert "1 row is the same" in page.texts


def test_everything_is_escaped():
    table = compared({"<b>": {"<i>": "<script>x</script>"}}, {"<b>": {"<i>": "</td>&"}})

    page = read(table)

    assert "<script" not in table._repr_html_()
    assert {"<script>x</script>", "</td>&"} <= set(page.texts)
    assert any("<b>" in text for text in page.texts)


def test_more_things_than_a_page_can_hold_are_said():
    table = compared(*({"a": place} for place in range(70)), baseline=69)

    page = read(table)

    names = [text for text in page.texts if text.startswith("run-")]
    assert len(names) == MOST_COLUMNS
    assert names[-1].strip() == "run-69"
    assert any(text.startswith("10 runs more: to_pandas()") for text in page.texts)


def test_no_scripts_and_nothing_from_elsewhere():
    page = compared({"a": 1}, {"a": 2})._repr_html_()

    assert "<script" not in page
    assert "http" not in page
