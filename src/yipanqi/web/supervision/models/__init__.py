"""What is kept of supervision."""

__all__: list[str] = []
