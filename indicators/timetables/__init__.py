"""Departures: GTFS feeds, tables of headways, and what they make of a city's lines."""
