"""The shell turns declarations into pages, an interface for programs, commands, sheets and papers."""
