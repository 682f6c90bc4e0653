"""The licences under which open data may be passed on, and the names that data portals know them by."""

from enum import StrEnum
from typing import NamedTuple

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l


class Licence(StrEnum):
    """What may be done with the open data: by the names of GovData and Creative Commons."""

    DL_DE_ZERO = "dl-de/zero-2-0"
    DL_DE_BY = "dl-de/by-2-0"
    CC_ZERO = "cc0-1-0"
    CC_BY = "cc-by-4-0"


class Terms(NamedTuple):
    """A licence as people read it, where its text stands, its name in data packages and its address in DCAT-AP.de."""

    title: LazyString
    text: str
    name: str
    dcat: str
    names_source: bool


# The addresses: https://www.dcat-ap.de/def/licenses/, the names: https://opendefinition.org/licenses/api/.
TERMS = {
    Licence.DL_DE_ZERO: Terms(
        _l("Data licence Germany – Zero – version 2.0"),
        "https://www.govdata.de/dl-de/zero-2-0",
        "dl-zero-de-2.0",
        "http://dcat-ap.de/def/licenses/dl-zero-de/2.0",
        names_source=False,
    ),
    Licence.DL_DE_BY: Terms(
        _l("Data licence Germany – attribution – version 2.0"),
        "https://www.govdata.de/dl-de/by-2-0",
        "dl-by-de-2.0",
        "http://dcat-ap.de/def/licenses/dl-by-de/2.0",
        names_source=True,
    ),
    Licence.CC_ZERO: Terms(
        _l("Creative Commons Zero 1.0"),
        "https://creativecommons.org/publicdomain/zero/1.0/",
        "CC0-1.0",
        "http://dcat-ap.de/def/licenses/cc-zero",
        names_source=False,
    ),
    Licence.CC_BY: Terms(
        _l("Creative Commons Attribution 4.0"),
        "https://creativecommons.org/licenses/by/4.0/",
        "CC-BY-4.0",
        "http://dcat-ap.de/def/licenses/cc-by/4.0",
        names_source=True,
    ),
}
