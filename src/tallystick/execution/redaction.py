"""What must not be recorded: secrets in environment variables, arguments and URLs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

REDACTED = "[redacted]"

_SECRET_NAME = re.compile(
    r"(?i)(secret|token(?!i[sz]|s)|passw(or)?d|passphrase|credential|api_?key|access_?key|private_?key"
    r"|auth(?!or))"
)
_URL_USER = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)[^/@\s]+@")
_URL_SECRET = re.compile(
    r"(?i)(?P<name>[?&](?:[^=&\s]*(?:token|secret|signature|sig|key|password)[^=&\s]*))=[^&\s]+"
)
_KNOWN_SECRET = re.compile(
    r"\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|sk-[\w-]{20,}|hf_\w{20,}"
    r"|AKIA[0-9A-Z]{16}|xox[abprs]-[\w-]{10,})\b"
)


def redact(text: str) -> str:
    """`text` without user names and passwords in URLs and without tokens of well-known form.

    >>> redact("https://me:pass@host/repo.git")
    'https://[redacted]@host/repo.git'
    """
    text = _URL_USER.sub(rf"\g<scheme>{REDACTED}@", text)
    text = _URL_SECRET.sub(rf"\g<name>={REDACTED}", text)
    return _KNOWN_SECRET.sub(REDACTED, text)


def redact_variables(variables: Mapping[str, str]) -> dict[str, str]:
    """Variables with the values of those that sound secret replaced."""
    return {
        name: REDACTED if _SECRET_NAME.search(name) else redact(value)
        for name, value in variables.items()
    }


def redact_arguments(arguments: Iterable[str]) -> list[str]:
    """Command-line arguments, with what follows a secret-sounding option replaced.

    >>> redact_arguments(["train.py", "--api-key", "abc", "--token=abc", "--depth=3"])
    ['train.py', '--api-key', '[redacted]', '--token=[redacted]', '--depth=3']
    """
    shown: list[str] = []
    hide_next = False
    for argument in arguments:
        option, equals, _ = argument.partition("=")
        is_secret = option.startswith("-") and bool(_SECRET_NAME.search(option.replace("-", "_")))
        if hide_next and not argument.startswith("-"):
            shown.append(REDACTED)
        elif is_secret and equals:
            shown.append(f"{option}={REDACTED}")
        else:
            shown.append(redact(argument))
        hide_next = is_secret and not equals
    return shown
