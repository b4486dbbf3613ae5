"""The tables of a store within one transaction: what applying and resolving need."""

from __future__ import annotations

from uuid import UUID

from tallystick.records.commands import LogMetadata
from tallystick.records.reading import Record, target_of
from tallystick.records.runs import Run
from tallystick.records.steps import StepRun
from tallystick.records.targets import Kind, Target
from tallystick.store.sql.connection import Connection
from tallystick.store.sql.dictionary import Dictionary
from tallystick.store.sql.entries import SqlEntries
from tallystick.store.sql.records import SqlRecords


class SqlTables(SqlRecords):
    """Everything of `applying.Tables`: records, and with them documents and entries."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._dictionary = Dictionary(connection)
        self._last = -1
        self._entries = SqlEntries(connection, self, self._dictionary)

    def follows(self, sequence: int) -> None:
        """The command with this number is about to be applied.

        What is remembered is true as long as nobody else wrote, which the numbers tell.
        """
        if sequence != self._last + 1:
            self.forget()
        self._last = sequence
        self.marks.follows(sequence)

    def complete(self) -> None:
        """The transaction is about to end: what was put off to its end is done."""
        self._entries.path_types.complete()

    def committed(self) -> None:
        """The transaction ended and what it did stays."""
        self._dictionary.committed()

    def undone(self) -> None:
        """The transaction ended and did nothing."""
        self._dictionary.undone()
        self._entries.path_types.forget()
        self._entries.currents.blocks.undone()
        self.marks.forget()
        self._last = -1

    def forget(self) -> None:
        """Remember nothing of what others may have changed."""
        self.forget_places()
        self.marks.forget()
        self._entries.currents.forget()

    def forget_all(self) -> None:
        """Remember nothing at all: tables were made anew."""
        self.forget()
        self._entries.currents.blocks.undone()
        self._dictionary.forget()
        self._last = -1

    def put(self, record: Record) -> None:
        target = target_of(record)
        is_new = self.place(target) is None
        super().put(record)
        if is_new and isinstance(record, Run | StepRun) and record.parameters:
            self._entries.currents.attach_parameters(self.at(target), record.parameters)

    def remove(self, kind: Kind, id: UUID) -> None:
        target = Target(kind, id)
        self._entries.forget(target, self.take_away(target))

    def keep_document(self, sha256: str, text: str) -> None:
        self._execute("INSERT INTO documents VALUES (?, ?) ON CONFLICT DO NOTHING", (sha256, text))

    def log(self, command: LogMetadata, change: int) -> None:
        self._entries.log(command, change)

    def publish_output(self, step_run: UUID, output: str, target: Target) -> frozenset[str]:
        return self._entries.publish_output(step_run, output, target)

    def keep_outputs(self, step_run: UUID, published: frozenset[str]) -> None:
        self._entries.keep_outputs(step_run, published)

    def carry_entries(self, publisher: UUID, moves: dict[Target, Target]) -> None:
        self._entries.carry(publisher, moves)
