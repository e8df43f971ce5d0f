"""Those who watch a vote: who they are, what they may take away, and what everybody may check."""
