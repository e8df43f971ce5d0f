"""Sealed answers: collected ten at a time under one key, opened and shuffled when nobody can tell whose is whose."""
