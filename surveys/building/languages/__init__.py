"""The languages of a survey: which it can be answered in, and its words in each, side by side with the English."""
