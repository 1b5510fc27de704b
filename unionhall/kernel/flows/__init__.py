"""Flows: the states of a record, and the steps between them, each of which is an action."""
