"""Elections up to the vote: a vacancy, who stands for it, and the ballot paper that comes of it."""
