"""A stand-in for Overpass and Nominatim on this machine: answers from an extract, or fails as real servers fail.

It understands the part of Overpass QL that Park Locus speaks and follows the manual's meaning of each statement, not
what Park Locus hopes for: a query that asks for too little gets too little.
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import quoteattr

import numpy as np
import osmium
import shapely

HTML = b"<!DOCTYPE html>\n<html><head><title>Log in</title></head><body>Welcome to the hotel's network</body></html>"
_KINDS = {"node": "n", "way": "w", "rel": "r"}


class MapData:
    """An extract as three dictionaries, and the statements of Overpass QL over it; sets hold ("n", id) and so on."""

    def __init__(self, file):
        self.tags, self.where, self.nodes_of, self.members = {}, {}, {}, {}
        for item in osmium.FileProcessor(file):
            key = (item.type_str(), item.id)
            self.tags[key] = dict(item.tags)
            if item.is_node():
                self.where[item.id] = (item.lon, item.lat)
            elif item.is_way():
                self.nodes_of[item.id] = [node.ref for node in item.nodes]
            else:
                self.members[item.id] = [(member.type, member.ref, member.role) for member in item.members]
        self.node_ids = np.array(list(self.where))
        self.positions = np.array(list(self.where.values()))
        self.polygons, self.answers = {}, {}
        self.with_key = {}
        for one, tags in self.tags.items():
            for key in tags:
                self.with_key.setdefault((one[0], key), set()).add(one)

    def answer(self, query):
        """Run a query; return the objects of its last set, by type and id."""
        sets = {}
        tokens = re.findall(r'"[^"]*"|->|[A-Za-z_]+|.', query.replace("\n", " "))
        self.tokens = [token for token in tokens if token.strip()]
        self.at = 0
        while self._peek() == "[":  # settings
            self._skip("]")
        self._expect(";")
        found = set()
        while self.at < len(self.tokens):
            if self._peek() == "out":
                assert self._skip(";") == ["out", "body", ";"], "objects without their tags and members"
                return found
            found = self._statement(sets)
        raise AssertionError("the query has no out")

    def xml(self, found, moment):
        """Return objects as OSM XML, sorted as Overpass sorts."""
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="Overpass API 0.7.62.1 084b4234">',
            "<note>The data included in this document is from www.openstreetmap.org.</note>",
            f'<meta osm_base="{moment}"/>\n',
        ]
        for kind, number in sorted(found, key=lambda key: ("nwr".index(key[0]), key[1])):
            inner = [f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in self.tags[kind, number].items()]
            if kind == "n":
                lon, lat = self.where[number]
                lines.append(f'<node id="{number}" lat="{lat:.7f}" lon="{lon:.7f}">{"".join(inner)}</node>')
            elif kind == "w":
                refs = "".join(f'<nd ref="{ref}"/>' for ref in self.nodes_of[number])
                lines.append(f'<way id="{number}">{refs}{"".join(inner)}</way>')
            else:
                names = {"n": "node", "w": "way", "r": "relation"}
                refs = "".join(
                    f'<member type="{names[kind]}" ref="{ref}" role={quoteattr(role)}/>'
                    for kind, ref, role in self.members[number]
                )
                lines.append(f'<relation id="{number}">{refs}{"".join(inner)}</relation>')
        return ("\n".join(lines) + "\n</osm>\n").encode()

    def _statement(self, sets):
        if self._peek() == "(":
            self._next()
            found = set()
            while self._peek() != ")":
                found |= self._statement(sets)
            self._next()
        elif self._peek() == ".":
            self._next()
            found = sets[self._next()]
        else:
            found = self._query(_KINDS[self._next()], sets)
        if self._peek() == "->":
            self._next()
            self._expect(".")
            sets[self._next()] = found
        self._expect(";")
        return found

    def _query(self, kind, sets):
        found = None
        while self._peek() in {"[", "("}:
            words = self._skip("]" if self._peek() == "[" else ")")[1:-1]
            if words[0].startswith('"'):
                key, *test = [word.strip('"') for word in words]
                kept = self.with_key.get((kind, key), set())
                if test and test[0] == "=":
                    kept = {one for one in kept if self.tags[one][key] == test[1]}
                elif test:
                    kept = {one for one in kept if re.search(test[1], self.tags[one][key])}
            elif words[0] == "poly":
                kept = self._within(kind, words[2].strip('"'))
            else:
                kept = self._linked(kind, words[0], sets[words[2]])
            found = kept if found is None else found & kept
        assert found is not None, "a statement that asks for the whole planet"
        return found

    def _linked(self, kind, link, origin):
        if (kind, link) == ("n", "w"):
            numbers = {ref for one, number in origin if one == "w" for ref in self.nodes_of[number]}
            return {("n", ref) for ref in numbers if ref in self.where}
        if link == "r":
            members = {(one, ref) for k, number in origin if k == "r" for one, ref, _role in self.members[number]}
            return {one for one in members if one[0] == kind and one in self.tags}
        assert (kind, link) == ("r", "br"), f"{kind}({link}) is not spoken here"
        wanted = {number for one, number in origin if one == "r"}
        return {
            ("r", number)
            for number, members in self.members.items()
            if any(one == "r" and ref in wanted for one, ref, _role in members)
        }

    def _within(self, kind, text):
        if text not in self.polygons:
            polygon = shapely.Polygon(np.array(text.split(), dtype=float).reshape(-1, 2)[:, ::-1])
            shapely.prepare(polygon)
            inside = set(self.node_ids[shapely.intersects_xy(polygon, self.positions)].tolist())
            ways = {number for number, refs in self.nodes_of.items() if self._crosses(refs, inside, polygon)}
            relations = {
                number
                for number, members in self.members.items()
                if any((one == "n" and ref in inside) or (one == "w" and ref in ways) for one, ref, _r in members)
            }
            self.polygons[text] = {"n": inside, "w": ways, "r": relations}
        return {(kind, number) for number in self.polygons[text][kind]}

    def _crosses(self, refs, inside, polygon):
        if not inside.isdisjoint(refs):
            return True
        line = [self.where[ref] for ref in refs if ref in self.where]
        return len(line) > 1 and polygon.intersects(shapely.LineString(line))

    def _peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def _expect(self, token):
        assert self._next() == token, f"{token} expected at {self.tokens[self.at - 3 : self.at + 3]}"

    def _skip(self, last):
        end = self.tokens.index(last, self.at) + 1
        words, self.at = self.tokens[self.at : end], end
        return words


class StandIn:
    """The server: `failures` are done first, one a request; `places` are what Nominatim knows."""

    def __init__(self, data, moment):
        self.data, self.moment = data, moment
        self.failures, self.places, self.requests = [], {}, []
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                stand_in.requests.append(self)
                asked = parse_qs(urlsplit(self.path).query)["q"][0]
                self.reply(json.dumps(stand_in.places.get(asked, [])).encode())

            def do_POST(self):
                stand_in.requests.append(self)
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                assert self.path == "/api/interpreter"
                self.reply(lambda: stand_in.respond(parse_qs(body)["data"][0]))

            def reply(self, content):
                failure = stand_in.failures.pop(0) if stand_in.failures else {}
                content = failure.get("content", content)
                content = content() if callable(content) else content
                content = failure.get("change", bytes)(content)
                self.send_response(failure.get("status", 200))
                for name, value in failure.get("headers", {}).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(content) + failure.get("missing", 0)))
                self.end_headers()
                with contextlib.suppress(ConnectionError):  # who sees 429 does not stay for the rest
                    self.wfile.write(content)

            def log_message(self, *_arguments):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.overpass = f"{self.address}/api"
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def respond(self, query):
        if query not in self.data.answers:
            self.data.answers[query] = self.data.answer(query)
        return self.data.xml(self.data.answers[query], self.moment)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def place(name, geometry, kind="relation"):
    """Return what Nominatim says of a place."""
    west, south, east, north = geometry.bounds
    return {
        "place_id": 1,
        "osm_type": kind,
        "osm_id": 62422,
        "lat": str(geometry.centroid.y),
        "lon": str(geometry.centroid.x),
        "class": "boundary",
        "type": "administrative",
        "importance": 0.6,
        "addresstype": "city",
        "name": name.split(",", maxsplit=1)[0],
        "display_name": name,
        "boundingbox": [str(south), str(north), str(west), str(east)],
        "geojson": json.loads(shapely.to_geojson(geometry)),
    }
