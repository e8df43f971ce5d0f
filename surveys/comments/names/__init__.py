"""Names in comments: what the machine took out, what it may have missed, and what people say of it."""
