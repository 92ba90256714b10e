"""The papers of supervision: letters of an order, bulletins, summaries."""
