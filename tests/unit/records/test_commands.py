"""Commands as JSON: what journals, spools and requests carry."""

from __future__ import annotations

import msgspec
import pytest

from tallystick.errors import InvalidArgumentError
from tallystick.records import commands
from tallystick.records.commands import Command, decode_command, encode_command
from tallystick.testing.commands import a_pipeline, a_run, log, moment
from tallystick.testing.store_contract.journal import a_history_of_everything

EXAMPLES = {type(command): command for command in a_history_of_everything()}


def test_there_is_an_example_of_every_command():
    assert set(EXAMPLES) == set(Command.__args__)


def test_every_command_is_exported():
    named = {kind.__name__ for kind in Command.__args__}

    assert set(commands.__all__) == named | {"Command", "decode_command", "encode_command"}


@pytest.mark.parametrize("command", EXAMPLES.values(), ids=lambda command: type(command).__name__)
def test_a_command_comes_back_as_it_went(command):
    assert decode_command(encode_command(command)) == command


@pytest.mark.parametrize("command", EXAMPLES.values(), ids=lambda command: type(command).__name__)
def test_a_command_says_what_it_is_and_when_and_by_whom(command):
    told = msgspec.json.decode(encode_command(command))

    assert told["command"] == type(command).__name__
    assert told["id"] == str(command.id)
    assert told["project"] == "default"
    assert told["author"] == "somebody"
    assert told["at"] == command.at.isoformat().replace("+00:00", "Z")


@pytest.mark.parametrize("command", EXAMPLES.values(), ids=lambda command: type(command).__name__)
def test_a_command_of_a_newer_release_is_read_without_what_is_new(command):
    told = msgspec.json.decode(encode_command(command))

    newer = msgspec.json.encode({**told, "a field of the future": 1})

    assert decode_command(newer) == command


def test_values_are_not_encoded_again():
    value = b'{"$tuple": [ 1 ]}'
    command = log(a_run(), {"a": 1})
    entry = msgspec.structs.replace(command.entries[0], value=msgspec.Raw(value))

    body = encode_command(msgspec.structs.replace(command, entries=(entry,)))

    assert value in body
    assert bytes(decode_command(body).entries[0].value) == value


def test_what_can_be_left_out_has_a_default():
    fields = ["at", "author", "command", "id", "name", "project"]
    told = msgspec.json.decode(encode_command(a_pipeline("training")))

    command = decode_command(msgspec.json.encode({field: told[field] for field in fields}))

    assert (command.description, command.tags) == (None, ())


def test_times_keep_their_microseconds():
    command = a_pipeline(at=moment(0.000001))

    assert decode_command(encode_command(command)).at == moment(0.000001)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (a_run(config={"a": object()}), "StartRun"),
        (a_run(config={"a": {("b",): 1}}), "StartRun"),
        (a_pipeline(description="\ud800"), r"The text '\\ud800' has a lone surrogate in it"),
    ],
    ids=["object", "key", "surrogate"],
)
def test_what_json_cannot_hold_is_refused(command, said):
    with pytest.raises(InvalidArgumentError, match=said):
        encode_command(command)


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b'{"command":"Explode"}', b'{"command":"DefinePipeline"}', b"\xff"]
)
def test_what_is_no_command_is_not_read(body):
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
        decode_command(body)


def test_commands_cannot_be_changed():
    command = a_pipeline()

    with pytest.raises(AttributeError):
        command.name = "other"
