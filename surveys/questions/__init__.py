"""The kinds of question: what each is asked with, how an answer is read, what is wrong with it, what is stored."""
