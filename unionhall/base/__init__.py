"""The lowest floor: registries, periods, dates, money and text. Knows nothing but Django and the standard library."""
