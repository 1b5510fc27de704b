"""The trade: each module is a part of union life, made of declarations and a few rules."""
