"""Open votes: hands counted, names called, members signing one after the other. Everybody sees who said what."""
