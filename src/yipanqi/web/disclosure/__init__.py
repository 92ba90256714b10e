"""信息公开: publications from draft to withdrawal, and what is due."""
