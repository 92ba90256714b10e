<<<<<<< HEAD
"""信息公开: publications from draft to withdrawal, and what is due."""
=======
"""信息公开: what the public may see, drafted from the record, checked, signed off, published."""
>>>>>>> d-record
