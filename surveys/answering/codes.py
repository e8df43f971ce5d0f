"""The one-time codes of printed forms: how one is made, how it is read as people type it, what is kept of it. Pure."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

ALPHABET = "34679CDFHJKMNPQRTVWXY"
"""No two of them look alike in handwriting, on a screen or read out, and no vowel, so that no code spells a word."""
LENGTH = 12
GROUP = 4


def new_code() -> str:
    """A code that nobody can guess: one of 7 × 10¹⁵."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def read_code(typed: str) -> str | None:
    """The code that was typed, in capitals or not, with blanks or hyphens or not; None when it is none."""
    code = "".join(typed.upper().replace("-", " ").split())
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def spaced(code: str) -> str:
    """A code as it is printed, in groups that the eye can hold."""
    return " ".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def code_hash(code: str, secret: str) -> str:
    """What is kept of a code. Without the server's secret nobody who holds the database can try codes out."""
    return hmac.new(secret.encode(), f"form-code|{code}".encode(), sha256).hexdigest()
