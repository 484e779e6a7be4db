"""OpenStreetMap to City."""
