"""`tally store`."""

from __future__ import annotations

from tallystick.cli.nouns import noun
from tallystick.cli.options import Options
from tallystick.cli.printing.console import answers
from tallystick.cli.printing.plain import print_json
from tallystick.cli.printing.tables import Column, print_table
from tallystick.query.query import Query
from tallystick.records.targets import Kind

app = noun("store")


@app.command(name="info")
def show_info(*, options: Options = Options()) -> None:
    """Show where the store is and how much is in it."""
    session = options.client.session
    counts = {
        kind.value: session.store.find(
            Query(kind=kind, project=session.project, limit=0, metadata=False)
        ).total
        for kind in Kind
    }
    if options.json:
        print_json({"store": session.settings.store, "project": session.project, **counts})
        return
    rows = [("store", session.settings.store), ("project", session.project)]
    rows += [(name, f"{count:,}") for name, count in counts.items()]
    print_table(answers(), [Column("what"), Column("how much")], rows)
