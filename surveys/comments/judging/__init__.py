"""How well the machine read a survey's comments, by comments drawn at random that people coded before they saw it."""
