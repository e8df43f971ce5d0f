"""What a survey says: closed answers, the reading of comments, findings and what they rest on."""
