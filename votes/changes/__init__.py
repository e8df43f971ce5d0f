"""What is changed about a poll after it opened: more time, and lines of the roll. Logged, and shown to everybody."""
