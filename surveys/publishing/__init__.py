"""What leaves the results pages: files for the school's own use, and what families are shown."""
