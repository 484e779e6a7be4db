"""The families of indices and the model's factors: what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from parklocus.indicators.catalogue.entries import FAMILY_OF, title

if TYPE_CHECKING:
    from parklocus.indicators.catalogue.model import Text

FAMILIES: dict[str, Text] = {
    "location": {"en": "Centre and gateways", "zh": "中心与对外门户"},
    "access": {"en": "Access to places", "zh": "设施可达性"},
    "transit": {"en": "Public transport", "zh": "公共交通"},
    "amenity": {"en": "Amenities", "zh": "设施"},
    "culture": {"en": "Culture and heritage", "zh": "文化与遗产"},
    "office": {"en": "Offices", "zh": "办公"},
    "land": {"en": "Land, green and water", "zh": "用地、绿地与水体"},
    "street": {"en": "Form of the streets", "zh": "街道形态"},
    "parks": {"en": "Other parks", "zh": "其他园区"},
    "raster": {"en": "People and light", "zh": "人口与灯光"},
}

OTHERS = "others"  # the family of indices that users and packages bring
_OTHERS: Text = {"en": "Indices of others", "zh": "第三方指标"}

_FACTORS: dict[str, Text] = {
    "locational": {"en": "Locational factor", "zh": "区位因子"},
    "institutional": {"en": "Institutional factor", "zh": "制度因子"},
    "social": {"en": "Social relation network", "zh": "社会关系网络"},
    "cultural": {"en": "Cultural milieu", "zh": "文化氛围"},
    "office": {"en": "Office milieu", "zh": "办公氛围"},
}


UNITS: dict[str, Text] = {  # those that are words; signs are the same in every language
    "ratio": {"en": "ratio", "zh": "比值"},
    "n (weighted)": {"en": "weighted n", "zh": "加权 n"},
    "0 to 1": {"en": "0 to 1", "zh": "0 至 1"},
    "0 to 3": {"en": "0 to 3", "zh": "0 至 3"},
    "raster's unit": {"en": "raster's unit", "zh": "栅格的单位"},
    "/1000 people": {"en": "/1000 people", "zh": "每千人"},
}


def family_of(index: str) -> str:
    """Return the family of an index, `OTHERS` where it does not ship with Park Locus."""
    return FAMILY_OF.get(index, OTHERS)


def family_title(family: str) -> str:
    """Return what a family is called, in the language in use."""
    return title(FAMILIES.get(family, _OTHERS))


def factor_title(factor: str) -> str:
    """Return what a factor of the model is called, in the language in use; others as the study calls them."""
    return title(_FACTORS[factor]) if factor in _FACTORS else factor


def unit_title(unit: str) -> str:
    """Return what a unit is called, in the language in use."""
    return title(UNITS[unit]) if unit in UNITS else unit
