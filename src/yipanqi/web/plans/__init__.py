"""Plans: made by workers, read on pages, compared, changed by hand, adopted by two people."""
