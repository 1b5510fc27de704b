"""The machine: organizations, people, rights, ledger, actions, papers. Knows no trade words, no HTTP, no HTML."""
