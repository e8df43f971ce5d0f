"""Asking: an ambassador enters for a parent on the phone, at the gate or at home, with their consent."""
