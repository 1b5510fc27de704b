"""Suggestions: what members propose, how it is answered, carried out and awarded."""
