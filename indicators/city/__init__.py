"""One OpenStreetMap snapshot of a city: what it is read into, kept as and cut from."""
