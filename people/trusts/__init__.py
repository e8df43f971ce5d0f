"""Trusts: several schools under one roof, and which of them share with the others what they have published."""
