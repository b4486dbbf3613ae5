"""The flat names that code written for ZenML calls on `Client`; they only delegate."""
