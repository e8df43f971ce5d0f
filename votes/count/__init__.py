"""Counting: ballots and a rule in, a result that explains itself out. Pure, integers only."""
