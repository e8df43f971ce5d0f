"""A survey as a parent sees it, before it is open: the real pages of answering, and nothing is kept."""
