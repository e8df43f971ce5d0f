"""Possible safeguarding disclosures: raised from every channel, seen by designated leads alone."""
