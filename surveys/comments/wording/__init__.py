"""Findings in people's words: what the machine wrote, what people made of it, and how it came to be so."""
