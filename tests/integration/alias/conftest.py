"""Programs and projects are run, not collected."""

collect_ignore = ["programs", "projects"]
