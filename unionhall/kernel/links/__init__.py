"""Links: record to record, across modules that do not know each other."""
