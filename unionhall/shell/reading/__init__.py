"""Reading somebody else's paper: its parts, the figures it claims, what is wrong with it, and how it stands to the ledger."""
