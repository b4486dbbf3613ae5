"""How much a server takes and gives at once. Clients cut what they send and ask for by it."""

from __future__ import annotations

MEBIBYTE = 1 << 20

MOST_BYTES = 64 * MEBIBYTE
"""Of the body of a request, after it was inflated; and nearly so many of a page of the journal."""

LONGEST_CONDITION = 8 * MEBIBYTE
"""Characters of a condition: programs choose among a hundred thousand values."""

MOST_THINGS = 1_000
"""On a page of things."""

MOST_CHANGES = 1_000
"""On a page of the journal."""

MOST_COMMANDS = 10_000
"""In one request."""

MOST_HASHES = 100
"""Of documents, or ids of model versions, asked for at once; an address has room for no more."""

MOST_ENTRIES = 20_000
"""Of a history that is read one after the other, in one answer."""

MOST_TARGETS = 1_000
"""Of histories asked for at once."""
