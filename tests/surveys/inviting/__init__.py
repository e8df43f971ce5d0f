"""Invitations: who is asked, what they are sent, what a personal link allows."""
