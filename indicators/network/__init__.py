"""The street network: graph, attachment, tiles and the bounded pass."""
