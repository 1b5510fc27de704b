"""Welfare: what is issued to every member, signed for line by line, and places of rest cures. Rule R4.2."""
