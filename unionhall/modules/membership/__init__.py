"""Membership: who belongs to the union, in which group, since when and until when. Rules R1.20 to R1.28."""
