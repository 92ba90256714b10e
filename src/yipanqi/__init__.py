"""Plans the renovation of a district's old housing estates as one board (一盘棋)."""

__version__ = "0.1.0"
