"""Studies: what one run needs to know, section by section."""
