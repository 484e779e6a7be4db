"""The stand-in's command line is in `__main__`."""
