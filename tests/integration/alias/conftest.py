"""The programs are run as programs, not collected."""

collect_ignore = ["programs"]
