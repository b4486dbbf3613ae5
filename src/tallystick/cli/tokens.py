"""The words of a command line, before they are read."""

from __future__ import annotations

from collections.abc import Sequence

from tallystick.cli.nouns import NOUNS

_FLAGS = ("--json",)
_WITH_VALUE = ("--store", "--project")


def in_order(tokens: Sequence[str]) -> list[str]:
    """The words with the options of every command after the command: they may be before it.

    >>> in_order(["--json", "runs", "--store", "here", "list", "--limit", "3"])
    ['runs', 'list', '--limit', '3', '--json', '--store', 'here']
    """
    rest = list(tokens)
    command: list[str] = []
    options: list[str] = []
    while rest and not _is_whole(command):
        word = rest.pop(0)
        if word in _FLAGS or word.startswith(tuple(f"{name}=" for name in _WITH_VALUE)):
            options.append(word)
        elif word in _WITH_VALUE and rest:
            options += [word, rest.pop(0)]
        elif word.startswith("-"):
            return list(tokens)
        else:
            command.append(word)
    if not command:
        return rest
    if "--" in rest:
        place = rest.index("--")
        return [*command, *rest[:place], *options, *rest[place:]]
    return [*command, *rest, *options]


def _is_whole(command: Sequence[str]) -> bool:
    """Whether these words name a command: a verb, or a noun and a verb."""
    return len(command) == (2 if command and command[0] in NOUNS else 1)
