"""The form of streets around a point and its centrality, by following streets and going through pairs of nodes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

if TYPE_CHECKING:
    from .streets import Position, Streets

FORM_RADIUS = 800
CENTRALITY_RADII = (400, 800, 1200)
NEAREST, SAME = 10.0, 1.0
EQUAL = 1e-6  # metres


class StreetForm:
    """The streets between junctions and dead ends, found by following segments."""

    def __init__(self, streets: Streets) -> None:
        self.streets = streets
        self.ends = [node for node, degree in streets.degree.items() if degree != 2]
        self.at_node: dict[int, list[int]] = {}
        for segment, (u, v) in enumerate(streets.ends):
            self.at_node.setdefault(u, []).append(segment)
            self.at_node.setdefault(v, []).append(segment)
        self.links = self._links()
        self.row = {node: row for row, node in enumerate(self.ends)}
        least: dict[tuple[int, int], float] = {}
        for u, v, length in self.links:
            for pair in ((self.row[u], self.row[v]), (self.row[v], self.row[u])):
                least[pair] = min(length, least.get(pair, np.inf))
        rows, columns = zip(*least, strict=True)
        self.matrix = csr_matrix((list(least.values()), (rows, columns)), shape=(len(self.ends), len(self.ends)))

    def _links(self) -> list[tuple[int, int, float]]:
        links, gone = [], set()
        for start in self.ends:
            for first in self.at_node[start]:
                node, segment, length = start, first, 0.0
                while segment not in gone:
                    gone.add(segment)
                    u, v = self.streets.ends[segment]
                    node = v if node == u else u
                    length += float(self.streets.length[segment])
                    if self.streets.degree[node] != 2:
                        links.append((start, node, length))
                        break
                    one, other = self.at_node[node]
                    segment = other if segment == one else one
        return links

    def at(self, origin: Position, area: float) -> dict[str, float]:
        """Return the indices at a point; `area` is that of its catchment within 800 m, in km²."""
        reached = self.streets.distances([origin], cutoff=max(CENTRALITY_RADII))
        within = {node for node in self.ends if reached.get(node, np.inf) <= FORM_RADIUS}
        links = [length for u, v, length in self.links if u in within and v in within]
        dead_ends = sum(self.streets.degree[node] == 1 for node in within)
        values = {
            "link_node_ratio_800": len(links) / len(within) if within else np.nan,
            "dead_end_share_800": dead_ends / len(within) if within else np.nan,
            "block_length_800": sum(links) / len(links) if links else np.nan,
            "street_density_800": self._street_length(origin, reached) / 1000 / area,
        }
        for radius in CENTRALITY_RADII:
            metres = [reached[node] for node in self.ends if SAME <= reached.get(node, np.inf) <= radius]
            values[f"closeness_{radius}"] = sum(1 / max(d, NEAREST) for d in metres)
        return values | self._betweenness(origin, reached)

    def _street_length(self, origin: Position, reached: dict[int, float]) -> float:
        total = 0.0
        nearby = {
            segment for node, metres in reached.items() if metres <= FORM_RADIUS for segment in self.at_node[node]
        }
        for segment in nearby | ({origin.segment} - {None}):
            u, v = self.streets.ends[segment]
            left = [max(FORM_RADIUS - reached.get(node, np.inf), 0.0) for node in (u, v)]
            length = float(self.streets.length[segment])
            if segment == origin.segment:  # the origin cuts it in two
                here = max(FORM_RADIUS - origin.leg, 0.0)
                total += min(here + left[0], origin.offset) + min(here + left[1], length - origin.offset)
            else:
                total += min(sum(left), length)
        return total

    def _betweenness(self, origin: Position, reached: dict[int, float]) -> dict[str, float]:
        """Count the pairs between which a way through the point is as short as any; ties are shared by counting."""
        near = [node for node in self.ends if reached.get(node, np.inf) - origin.leg <= max(CENTRALITY_RADII)]
        rows = [self.row[node] for node in near]
        to_point = np.array([reached[node] for node in near]) - origin.leg
        values = {}
        direct = dijkstra(self.matrix, indices=rows, limit=max(CENTRALITY_RADII))[:, rows] if rows else np.zeros((0, 0))
        other = to_point > EQUAL  # no path runs through its own end
        apart = ~np.eye(len(near), dtype=bool) & other[:, None] & other
        through = (np.abs(to_point[:, None] + to_point - direct) <= EQUAL) & apart
        for radius in CENTRALITY_RADII:
            values[f"betweenness_{radius}"] = np.count_nonzero(through & (direct <= radius)) / 2
        return values
