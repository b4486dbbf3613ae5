"""`tally store`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Annotated

from cyclopts import Parameter
from rich.text import Text

from tallystick.cli.columns import title
from tallystick.cli.confirming import confirm
from tallystick.cli.nouns import noun
from tallystick.cli.options import Options, flag
from tallystick.cli.printing import words
from tallystick.cli.printing.console import answers
from tallystick.cli.printing.plain import print_json
from tallystick.cli.printing.tables import Column, print_table
from tallystick.client.session import Session
from tallystick.errors import ArtifactError, NotFoundError, StoreCorruptError
from tallystick.query.query import Query
from tallystick.records.targets import Kind

app = noun("store")


@app.command(name="info")
def show_info(*, options: Options = Options()) -> None:
    """Show where the store is, how much is in it and how large it is."""
    session = options.client.session
    facts = {
        "store": session.settings.store,
        "project": session.project,
        **_file_facts(options),
        **{kind.value: _count(session, kind) for kind in Kind},
    }
    if options.json:
        print_json(facts)
        return
    rows = [(title(name), _shown(name, value)) for name, value in facts.items()]
    print_table(answers(), [Column("what"), Column("how much")], rows)


def _count(session: Session, kind: Kind) -> int:
    query = Query(kind=kind, project=session.project, limit=0, metadata=False)
    return session.store.find(query).total


def _shown(name: str, value: object) -> Text | str:
    if isinstance(value, int) and not name.endswith("_bytes"):
        return f"{value:,}"
    return words.fact(name, value, terminal=False)


def _file_facts(options: Options) -> dict[str, object]:
    """What is known of a store in a folder; nothing of others."""
    from tallystick.store.sql import SqlStore
    from tallystick.store.sql.maintenance import info

    store = options.client.session.store
    if not isinstance(store, SqlStore):
        return {}
    facts = info(store)
    return {
        "schema": facts.schema,
        "size_bytes": facts.size_bytes,
        "journal_entries": facts.journal_entries,
        "entries": facts.rows["entries"],
    }


@app.command(name="verify")
def verify_store(
    *,
    artifacts: Annotated[bool, flag("Also check the bytes of every artifact version.")] = False,
    options: Options = Options(),
) -> None:
    """Check that the store is whole: its file, its journal, and that all else follows from it."""
    from tallystick.client.folders import folder_store
    from tallystick.store.sql import maintenance

    session = options.client.session
    store = folder_store(session)
    if not store.path.exists():
        raise NotFoundError(
            f"There is no store in {session.settings.store!r}; the first run makes one.",
            given=session.settings.store,
        )
    problems = maintenance.verify(store, _progress("checked"))
    if artifacts:
        problems += _damaged_artifacts(options)
    if options.json:
        print_json({"store": session.settings.store, "problems": problems})
    elif not problems:
        checked = "records and artifacts" if artifacts else "records"
        hint = "" if artifacts else " Bytes of artifacts were not looked at: add --artifacts."
        answers().print(f"The store's {checked} are whole.{hint}")
    if problems:
        found = "\n".join(f"- {problem}" for problem in problems)
        raise StoreCorruptError(f"The store {session.settings.store!r} is damaged:\n{found}")


def _damaged_artifacts(options: Options) -> list[str]:
    from tallystick.records.artifacts import ArtifactVersion
    from tallystick.tracking.saving import check_stored

    session = options.client.session
    query = Query(kind=Kind.ARTIFACT_VERSION, project=session.project, limit=None, metadata=False)
    problems = []
    for item in session.store.find(query).items:
        assert isinstance(item.record, ArtifactVersion)  # noqa: S101  the query's kind
        try:
            check_stored(session, item.record)
        except ArtifactError as error:
            problems.append(f"{item.record.artifact} {item.record.version}: {error}")
    return problems


@app.command(name="rebuild")
def rebuild_store(*, options: Options = Options()) -> None:
    """Make every table again from the journal; nothing that was logged is lost by it."""
    from tallystick.client.folders import folder_store
    from tallystick.store.sql import maintenance

    store = folder_store(options.client.session)
    count = maintenance.rebuild(store, _progress("applied"))
    if options.json:
        print_json({"commands": count})
    else:
        answers().print(f"Applied {count:,} commands; every table is made anew.")


@app.command(name="merge")
def merge_store(
    source: Annotated[str, Parameter(help="The folder of the other store; it is only read.")],
    /,
    *,
    yes: Annotated[bool, flag("Do not ask.")] = False,
    options: Options = Options(),
) -> None:
    """Bring everything of another store into this one.

    Merging again, also after an interruption, changes nothing more.
    """
    from tallystick.client.folders import merge_folder

    session = options.client.session
    confirm(f"Merge {source!r} into {session.settings.store!r}?", yes=yes)
    done = merge_folder(source, session, _progress("merged"))
    if options.json:
        print_json(
            {
                "commands": done.commands,
                "renamed": list(done.renamed),
                "left_out": list(done.left_out),
            }
        )
        return
    answers().print(f"Merged {done.commands:,} commands.")
    for line in done.renamed:
        answers().print(f"Renamed: {line}")
    for line in done.left_out:
        answers().print(f"Left out: {line}")


def _progress(word: str) -> Callable[..., None]:
    """Says on a terminal how far a long job has come; nowhere else."""

    def say(done: int, of: int | None = None) -> None:
        if sys.stderr.isatty():
            total = f" of {of:,}" if of is not None else ""
            end = "\n" if done == of else ""
            print(f"\r{word} {done:,}{total} commands", end=end, file=sys.stderr, flush=True)

    return say
