"""Papers: sections that quote figures; drafted, checked, frozen, recomputed."""
