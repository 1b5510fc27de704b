"""The ledger: append-only facts posted by records, and every figure as a query of them."""
