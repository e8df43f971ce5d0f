"""Secret custody: a poll whose key is on three sheets of paper, any two of which open it, and nowhere else."""
