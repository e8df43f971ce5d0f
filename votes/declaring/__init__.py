"""After the count: a lot that settles a tie, counting again, and the declaration to take away."""
