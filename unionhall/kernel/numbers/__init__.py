"""Number series: per organization, year and kind, in the organization's own style, without gaps."""
