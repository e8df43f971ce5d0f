"""Paper: forms and posters to print, forms keyed twice from what came back, each code counted once with the web."""
