"""Secrets of this machine, by name.

They are kept in `<home>/secrets.json`, which only its owner may read, and never in a store.
The environment variable `TALLYSTICK_SECRET_<NAME>` (upper case, `_` for all but letters and digits)
beats the file: a JSON object with the secret's values, or a text that is the one value `value`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec

from tallystick.client.arguments import checked_arguments
from tallystick.client.kept_file import KeptFile
from tallystick.errors import (
    AmbiguousReferenceError,
    EntityExistsError,
    InvalidArgumentError,
    InvalidValueError,
    NotFoundError,
    unknown,
)
from tallystick.records.ids import derived_id

_FILE = "secrets.json"
_PREFIX = "TALLYSTICK_SECRET_"
_HIDDEN = "**********"


class SecretText:
    """A secret's value, hidden until it is asked for."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self) -> str:
        """The value."""
        return self._text

    def __repr__(self) -> str:
        return f"SecretText('{_HIDDEN}')"

    def __str__(self) -> str:
        return _HIDDEN


class Secret:
    """A named set of values. No text of it shows them; `secret_values` holds them."""

    def __init__(self, name: str, values: Mapping[str, str]) -> None:
        self.name = name
        self._values = dict(values)

    @property
    def id(self) -> UUID:
        """An id that belongs to the name."""
        return derived_id("secret", self.name)

    @property
    def secret_values(self) -> dict[str, str]:
        """The values by key."""
        return dict(self._values)

    @property
    def values(self) -> dict[str, SecretText]:
        """The values by key, each hidden until `get_secret_value()` is called."""
        return {key: SecretText(text) for key, text in self._values.items()}

    @property
    def has_missing_values(self) -> bool:
        """Whether a value could not be read: never, here."""
        return False

    def __repr__(self) -> str:
        return f"<Secret {self.name!r} with {', '.join(self._values) or 'no values'}>"


@checked_arguments
class Secrets:
    """The secrets of this machine."""

    def __init__(self, home: str) -> None:
        self._file = KeptFile(home, _FILE)

    def get(self, name: str | UUID | Secret, *, prefixes: bool = True) -> Secret:
        """The secret with this name or id, or a unique beginning of its name.

        Raises `NotFoundError` with close matches, `AmbiguousReferenceError` with the candidates.
        """
        name = name.name if isinstance(name, Secret) else name
        given = str(name if isinstance(name, UUID) else _name(name))
        from_environment = os.environ.get(_variable(given))
        if from_environment is not None:
            return Secret(given, _parsed(from_environment))
        held = self._file.read()
        if given in held:
            return Secret(given, held[given])
        for known in held:
            if str(derived_id("secret", known)) == given:
                return Secret(known, held[known])
        fits = [known for known in held if prefixes and known.startswith(given)]
        if len(fits) == 1:
            return Secret(fits[0], held[fits[0]])
        if fits:
            raise AmbiguousReferenceError(
                f"{given!r} is the beginning of several secrets: {', '.join(fits)}. "
                "Give the whole name.",
                given=given,
                candidates=tuple(fits),
            )
        hint = f"Make it with create_secret(), or set {_variable(given)}."
        raise NotFoundError(unknown("secret", given, list(held), hint=hint), given=given)

    def find(self) -> list[Secret]:
        """All secrets of the file, by name; those of the environment are found by `get` alone."""
        held = self._file.read()
        return [Secret(name, held[name]) for name in sorted(held)]

    def create(self, name: str, values: Mapping[str, Any]) -> Secret:
        """A new secret. Raises `EntityExistsError` where there is one of this name."""
        name = _name(name)
        texts = _texts(values)
        with self._file.change() as held:
            if name in held:
                raise EntityExistsError(
                    f"There is a secret {name!r} already; change it with update_secret().",
                    given=name,
                )
            held[name] = texts
        return Secret(name, texts)

    def update(
        self,
        name: str | UUID | Secret,
        *,
        new_name: str | None = None,
        add: Mapping[str, Any] | None = None,
        remove: Iterable[str] = (),
    ) -> Secret:
        """The secret with values added or replaced and others removed, under a new name if given.

        Raises what `get` does, and `EntityExistsError` where the new name is taken.
        """
        added = _texts(add or {})
        with self._file.change() as held:
            before = self._kept(name, held)
            values = {**held[before], **added}
            for key in remove:
                if key not in values:
                    text = unknown(f"value of secret {before!r} called", key, list(values))
                    raise NotFoundError(text, given=key)
                del values[key]
            after = before if new_name is None else _name(new_name)
            if after != before and after in held:
                raise EntityExistsError(f"There is a secret {after!r} already.", given=after)
            del held[before]
            held[after] = values
        return Secret(after, values)

    def delete(self, name: str | UUID | Secret) -> None:
        """Remove a secret from the file. Raises what `get` does."""
        with self._file.change() as held:
            del held[self._kept(name, held)]

    def _kept(self, name: str | UUID | Secret, held: Mapping[str, Any]) -> str:
        found = self.get(name).name
        if found not in held:
            raise NotFoundError(
                f"The secret {found!r} is in the environment ({_variable(found)}), "
                "where it cannot be changed.",
                given=found,
            )
        return found


def _variable(name: str) -> str:
    return _PREFIX + re.sub("[^A-Z0-9]", "_", name.upper())


def _parsed(text: str) -> dict[str, str]:
    """The values an environment variable holds."""
    try:
        held = msgspec.json.decode(text)
    except msgspec.DecodeError:
        held = None
    if isinstance(held, dict):
        return {key: value if isinstance(value, str) else str(value) for key, value in held.items()}
    return {"value": text}


def _name(given: object) -> str:
    if not isinstance(given, str):
        raise InvalidValueError(
            f"A secret's name is text; got {type(given).__name__}.",
            path="name",
            type=type(given).__name__,
        )
    if not given:
        raise InvalidArgumentError("A secret's name is empty; give one.")
    return given


def _texts(values: object) -> dict[str, str]:
    """Values as texts. No message shows them."""
    if not isinstance(values, Mapping):
        raise InvalidValueError(
            f"A secret's values are a dict of texts; got {type(values).__name__}.",
            path="values",
            type=type(values).__name__,
        )
    for key, text in values.items():
        if not isinstance(key, str) or not isinstance(text, str):
            raise InvalidValueError(
                f"A secret's values are texts; {key!r} is of type {type(text).__name__}.",
                path=str(key),
                type=type(text).__name__,
            )
    return dict(values)
