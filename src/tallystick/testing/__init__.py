"""For tests: contract suites that every implementation must pass, and builders of commands.

    from tallystick.testing.store_contract import StoreContract    # needs pytest
    from tallystick.testing.commands import a_run, a_step, log     # needs nothing

Importing this package loads none of them.
"""
