"""信息公开: what the public may see, drafted from the record, checked, signed off, published."""
