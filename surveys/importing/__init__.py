"""Comments brought in from a file."""
