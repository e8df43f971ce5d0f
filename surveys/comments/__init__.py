"""Comments as people read them: looking through them, setting readings right, translating, names, the school's themes.

What people say is added to and never changed; of each aspect the last entry holds, in every later reading.
"""
