"""What the workers do for programmes; filled in with the import."""
