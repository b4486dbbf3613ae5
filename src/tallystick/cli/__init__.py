"""The command `tally`: one thin file per noun."""
