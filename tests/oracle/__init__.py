"""An independent, slow and obvious computation of the indices, which the engine is held to.

Nothing here is shared with the engine. It reads the OSM file itself, keeps every OSM node as a node of the graph, and
follows the words of the catalogue. It is read beside a result that differs, so plain loops are preferred to fast ones.
"""
