"""The demonstration: an invented federation with two unions and two years of their work, made anew the same for every day."""
