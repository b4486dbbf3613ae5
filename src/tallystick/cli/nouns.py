"""What `tally` has commands for, and how their applications are made."""

from __future__ import annotations

from cyclopts import App, Parameter

NOUNS = {
    "runs": "Executions of pipelines: list them, look into one, tag, delete.",
    "steps": "Executions of steps within runs: list, look into one, read what it printed.",
    "pipelines": "Pipelines: list them, look into one and its runs, tag.",
    "artifacts": "Stored values: list, look into a version, download, tag, delete.",
    "models": "Model versions: list, look into one, promote, tag, delete.",
    "projects": "The projects within the store.",
    "store": "The store itself: what is in it, whether it is sound, rebuild and merge.",
    "settings": "Where and how things are kept: show, set, unset.",
    "completion": "Completion of commands in your shell: install or show it.",
}
"""Groups of commands, each in the module of its name, with the line that help shows."""

VERBS = {
    "compare": "Put runs, steps, artifacts or models beside each other: what differs.",
    "why": "Say why two runs differ: the recorded causes, ranked.",
    "log": "Log metadata on a run, a step, an artifact or a model.",
    "history": "Show every value that was logged under a key.",
    "up": "Serve the store by HTTP.",
    "sync": "Deliver what waits for a server that did not answer, or show it.",
    "version": "Show which release this is.",
}
"""Commands of their own, as `NOUNS`."""


def noun(name: str) -> App:
    """The application of a group of commands."""
    return _app(name, NOUNS[name])


def verb(name: str) -> App:
    """The application of a command of its own."""
    return _app(name, None)


def root() -> App:
    """`tally` itself. The modules of commands are loaded when one of them is asked for."""
    from tallystick import __version__

    app = _app("tally", "What your machine-learning work did, kept.", version=__version__)
    for name, about in (NOUNS | VERBS).items():
        app.command(f"tallystick.cli.{name}:app", name=name, help=about)
    return app


def _app(name: str, about: str | None, *, version: str | None = None) -> App:
    return App(
        name=name,
        help=about,
        version=version,
        version_flags="--version" if version else (),
        help_format="plaintext",
        # `--no-json` and the like would be options that nobody needs.
        default_parameter=Parameter(negative=()),
    )
