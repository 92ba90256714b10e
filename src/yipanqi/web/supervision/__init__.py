"""Supervision orders and their clocks, meetings, assessment, closed periods and what is written from them."""
