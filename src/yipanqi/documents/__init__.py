"""WORKSHOP: one module for each kind of document; what is said apart from how it is printed."""
