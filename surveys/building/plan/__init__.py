"""What is settled before a survey opens: when, how many answers are hoped for, and by which groups."""
