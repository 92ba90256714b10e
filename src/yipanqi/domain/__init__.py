"""WORDS: what things are and what must hold. Standard library only."""
