"""The spool: what this machine said and a server has not taken yet, in files.

A process appends to a folder of its own and never waits for the server. Whoever delivers, that
process, a later one or `tally sync`, sends one segment after the other and removes those that were
taken. Sending twice is applying once, since commands are idempotent, so nothing is written down
about how far delivery has come: what was not removed is sent again.

| file | what it knows |
|---|---|
| `frames.py` | payloads one after the other in a file, with checksums |
| `segments.py` | the segments of one process, and its lock |
| `places.py` | where the spool of each server is, and what was set aside there |
| `sending.py` | from a segment to a request, and from its answer to what was refused |
| `courier.py` | delivers the segments of a process in the background |
| `spooled.py` | appends what needs no answer, and has it delivered |
| `forking.py` | what becomes of it in forked processes and at the end of one |
| `waiting.py` | what waits, told to people; delivered when they ask |
"""
