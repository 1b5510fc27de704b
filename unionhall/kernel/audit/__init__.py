"""Audit: who did what, when and why; closed into blocks that name the block before."""
