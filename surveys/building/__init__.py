"""Building surveys: from a ready-made set of questions to a survey that is open, shared and closed."""
