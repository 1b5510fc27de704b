"""Pages: screens derived from declarations."""
