"""Competitions: contests of work, with participants and rank."""
