"""A city as a whole: its indices summed up, its shares, its grid."""
