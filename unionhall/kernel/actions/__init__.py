"""Actions: the one writer. Page, API, command line, import and job all come through here."""
