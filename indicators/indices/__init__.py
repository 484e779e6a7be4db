"""The formulas, one small file a family."""
