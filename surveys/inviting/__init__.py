"""Inviting: who may answer with a link of their own, letters to them, reminders, addresses that get no more."""
