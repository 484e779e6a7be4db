"""The Processing provider and its algorithms; the panel runs the same ones."""
