"""A lending library: an invented trade, by which the tests show that the kernel knows no trade of its own."""
