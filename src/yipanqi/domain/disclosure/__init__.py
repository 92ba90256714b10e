"""信息公开: what the public may see: publications, their record, what must not be in them, and when they are due."""
