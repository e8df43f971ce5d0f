"""Whom a survey has reached and whom not yet: by year, class and language, never an answer; and who asks them."""
