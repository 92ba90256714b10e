"""Where accounts answer: people, organisations, one's own settings, imports of people."""
