"""A school's results beside those of the other schools of its trust, none of which can be told apart."""
