"""`tally projects`."""

from __future__ import annotations

from tallystick.cli.nouns import noun
from tallystick.cli.options import Options
from tallystick.cli.printing.console import answers, notes
from tallystick.cli.printing.plain import print_json
from tallystick.cli.printing.tables import Column, print_table
from tallystick.client.session import Session
from tallystick.query.query import Query
from tallystick.records.targets import Kind

app = noun("projects")

_COUNTED = (Kind.PIPELINE, Kind.RUN, Kind.ARTIFACT, Kind.MODEL)


@app.command(name="list")
def list_projects(*, options: Options = Options()) -> None:
    """List the projects of the store with how much is in each; * marks the one in use."""
    session = options.client.session
    counts = {name: _counts(session, name) for name in session.store.projects()}
    if options.json:
        items = [
            {"name": name, "active": name == session.project, **counts[name]} for name in counts
        ]
        print_json({"items": items, "total": len(items)})
        return
    columns = [Column(""), Column("name", gives=1)]
    columns += [Column(f"{kind.words}s", numeric=True) for kind in _COUNTED]
    rows = [
        ("*" if name == session.project else "", name, *(f"{one:,}" for one in counted.values()))
        for name, counted in counts.items()
    ]
    print_table(answers(), columns, rows)
    if not rows:
        notes().print("Nothing found.", style="dim")


def _counts(session: Session, project: str) -> dict[str, int]:
    def count(kind: Kind) -> int:
        query = Query(kind=kind, project=project, limit=0, metadata=False)
        return session.store.find(query).total or 0

    return {kind.value: count(kind) for kind in _COUNTED}
