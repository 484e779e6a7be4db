"""The parks among themselves."""

from __future__ import annotations

from parklocus.indicators.catalogue.model import Index, Parameter

ENTRIES = (
    Index(
        id="rival_distance",
        title={"en": "Distance to the nearest other park", "zh": "到最近的其他园区的距离"},
        definition={
            "en": "Least distance along the streets to an access point of another of the given parks; for street "
            "nodes, to the nearest park.",
            "zh": "沿街道到所给园区中其他园区接入点的最短距离；对街道节点则为到最近园区的距离。",
        },
        unit="m",
        direction="?",
        factors=("social",),
        source="",
        needs=("parks",),
    ),
    Index(
        id="rivals_within",
        title={"en": "Other parks within reach", "zh": "可达范围内的其他园区数"},
        definition={
            "en": "Other given parks with an access point within the radius along the streets; for street nodes, all "
            "parks.",
            "zh": "沿街道半径以内有接入点的其他所给园区的数量；对街道节点则计全部园区。",
        },
        unit="n",
        direction="?",
        factors=("social",),
        source="",
        needs=("parks",),
        parameters={
            "distances": Parameter(
                "radii",
                [3000],
                "m",
                {"en": "Distances along the streets", "zh": "沿街道的距离"},
                minimum=100,
                maximum=20000,
            )
        },
    ),
)
