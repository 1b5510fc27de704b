"""Activities: sports and culture with a list or a head count, result and rank. A contest of work is not an activity."""
