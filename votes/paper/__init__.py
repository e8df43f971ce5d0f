"""Votes on paper beside those online: the desk that gives out papers, their bundles keyed twice, and the reckoning."""
