"""The dock panel and its parts."""
