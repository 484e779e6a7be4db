"""What `compute` is made of: parks and street nodes measured, ranked, and said how sure."""
