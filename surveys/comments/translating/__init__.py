"""Comments in other languages: who can translate them, which wait, and their English."""
