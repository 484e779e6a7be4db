"""Offices in the catchment."""

from __future__ import annotations

from parklocus.indicators.catalogue.model import Index, radii

ENTRIES = (
    Index(
        id="office_density",
        title={"en": "Density of offices", "zh": "办公场所密度"},
        definition={
            "en": "Offices of all kinds and co-working spaces in the catchment, per km² of its land.",
            "zh": "服务区内各类办公场所和联合办公空间数除以服务区土地面积。",
        },
        unit="/km²",
        direction="+",
        factors=("office",),
        source="",
        needs=("places",),
        parameters=radii(500),
    ),
    Index(
        id="office_hill1",
        title={"en": "Diversity of offices (Hill number, q = 1)", "zh": "办公多样性（Hill 数，q = 1）"},
        definition={
            "en": "Effective number of kinds of offices within the radius, exp(-Σ p ln p); 0 where there is no office.",
            "zh": "半径以内办公场所的有效种类数 exp(-Σ p ln p)；没有办公场所时为 0。",
        },
        unit="n",
        direction="+",
        factors=("office",),
        source="Hill 1973",
        needs=("places",),
        parameters=radii(500),
    ),
)
