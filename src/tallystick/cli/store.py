"""`tally store`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter
from msgspec.structs import asdict
from rich.text import Text

from tallystick.cli.confirming import confirm
from tallystick.cli.nouns import noun
from tallystick.cli.options import Options, flag
from tallystick.cli.printing import words
from tallystick.cli.printing.console import answers, printable
from tallystick.cli.printing.plain import print_json
from tallystick.cli.printing.tables import Column, print_table
from tallystick.client.session import Session
from tallystick.config import is_database
from tallystick.errors import ArtifactError, StoreCorruptError
from tallystick.query.query import Query
from tallystick.records.targets import Kind
from tallystick.store.merging import Merged

if TYPE_CHECKING:
    from tallystick.store.base import Store
    from tallystick.store.sql import SqlStore

app = noun("store")


@app.command(name="info")
def show_info(*, options: Options = Options()) -> None:
    """Show where the store is, how much is in it and how large it is."""
    session = options.client.session
    facts = {
        "store": session.settings.shown_store,
        "project": session.project,
        **_file_facts(session.store),
        **{kind.value: _count(session, kind) for kind in Kind},
    }
    if options.json:
        print_json(facts)
        return
    rows = [(_WORDS.get(name, name), _shown(name, value)) for name, value in facts.items()]
    print_table(answers(), [Column("what"), Column("how much")], rows)


def _count(session: Session, kind: Kind) -> int:
    query = Query(kind=kind, project=session.project, limit=0, metadata=False)
    return session.store.find(query).total or 0


_WORDS = {
    "size_bytes": "database",
    "journal_entries": "journal entries",
    "entries": "metadata entries",
    **{kind.value: f"{kind.words}s" for kind in Kind},
}


def _shown(name: str, value: object) -> Text | str:
    if isinstance(value, int):
        return words.exact_size(value) if name.endswith("_bytes") else f"{value:,}"
    return words.fact(name, value, terminal=False)


def _file_facts(store: Store) -> dict[str, object]:
    """What is known of a store in a folder or database; nothing of others."""
    from tallystick.store.sql import SqlStore
    from tallystick.store.sql.maintenance import info

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
    from tallystick.store.sql import maintenance

    session = options.session
    store = _existing(session)
    problems = maintenance.verify(store, _progress("checked"))
    if artifacts:
        problems += _damaged_artifacts(session)
    if options.json:
        print_json({"store": session.settings.shown_store, "problems": problems})
    elif not problems:
        checked = "records and artifacts" if artifacts else "records"
        hint = "" if artifacts else " Bytes of artifacts were not looked at: add --artifacts."
        answers().print(f"The store's {checked} are whole.{hint}")
    if problems:
        found = "\n".join(f"- {problem}" for problem in problems)
        raise StoreCorruptError(f"The store {session.settings.shown_store!r} is damaged:\n{found}")


def _existing(session: Session) -> SqlStore:
    """The session's store. Raises `NotFoundError` where there is none to look after."""
    from tallystick.client.folders import folder_store
    from tallystick.store.sql import SqlStore
    from tallystick.store.sql.absent import check_store_at

    if is_database(session.settings.store) and isinstance(session.store, SqlStore):
        return session.store
    store = folder_store(session)
    check_store_at(store.path.parent)
    return store


def _damaged_artifacts(session: Session) -> list[str]:
    from tallystick.records.artifacts import ArtifactVersion
    from tallystick.tracking.saving import check_stored

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
    from tallystick.store.sql import maintenance

    store = _existing(options.session)
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
    from tallystick.client.folders import merge_folder, open_source
    from tallystick.store.sql.maintenance import info

    # A merge may make the store it goes into.
    session = options.session
    other = open_source(source, session)
    commands = words.count(info(other).journal_entries, "command")
    other.close()
    confirm(f"Merge {source!r} ({commands}) into {session.settings.shown_store!r}?", yes=yes)
    done = merge_folder(source, session, _progress("merged"))
    if options.json:
        print_json(asdict(done))
    else:
        _print_merged(done, source)


def _print_merged(done: Merged, source: str) -> None:
    console = answers()
    if done.new:
        console.print(f"Merged {words.count(done.new, 'new command')} of {done.commands:,}.")
    else:
        console.print(f"Nothing new: all that {source!r} holds was merged before.")
    said = {"Renamed": done.renamed, "Moved": done.moved, "Left out": done.left_out}
    for word, lines in said.items():
        for line in lines:
            console.print(f"{word}: {printable(line)}")


def _progress(word: str) -> Callable[..., None]:
    """Says on a terminal how far a long job has come; nowhere else."""

    def say(done: int, of: int | None = None) -> None:
        if sys.stderr.isatty():
            total = f" of {of:,}" if of is not None else ""
            end = "\n" if done == of else ""
            print(f"\r{word} {done:,}{total} commands", end=end, file=sys.stderr, flush=True)

    return say
