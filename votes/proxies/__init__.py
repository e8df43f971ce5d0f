"""Votes given to another in writing: recorded, capped, cast by the holder, taken back by the giver."""
