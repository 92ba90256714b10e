"""信息公开: publications drafted from the record, checked, signed off, published; and what is due."""
