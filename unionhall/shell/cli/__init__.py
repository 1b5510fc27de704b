"""The command line: the same declarations and the same writer as the pages."""
