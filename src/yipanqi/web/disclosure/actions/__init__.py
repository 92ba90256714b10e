"""What changes publications."""
