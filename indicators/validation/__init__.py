"""Factor scores held against indices."""
