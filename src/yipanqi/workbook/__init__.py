"""WORKSHOP: Excel and CSV; the only readers of sheets and cells."""
