"""Organizations: one reporting line, dated; an organization keeps its number while name and place change."""
