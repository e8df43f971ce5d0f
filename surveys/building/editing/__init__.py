"""Editing what a survey asks: questions, their order, conditions and translations, until it opens; slips afterwards."""
