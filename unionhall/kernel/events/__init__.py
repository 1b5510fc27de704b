"""Events: typed, past-tense, in an outbox; delivered after commit, at least once."""
