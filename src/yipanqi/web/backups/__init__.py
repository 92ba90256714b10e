"""The whole platform in one file, and back: database, files, proof that nothing is missing."""
