"""Limits: dated tables of amounts and shares, each with its region and source."""
