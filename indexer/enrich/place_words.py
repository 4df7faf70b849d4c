"""Words around and within names of places: what they take away, and what they say a name is."""

from __future__ import annotations

import re

from indexer.enrich.folding import plain

AREA = re.compile(
    r"\b(Rivers?|Sea|Ocean|Lake|Gulf|Bay|Strait|Canal|Mountains?|Mount|Mt|Hills?|Valley|Desert|Street|St|"
    r"Avenue|Road|Square|Bridge|Airport|Stadium|Arena|Park|Palace|Hospital|Prison|Cathedral|Church|Mosque|"
    r"Temple|Tower|Hall|House|Hotel|University|Station|Port|Harbou?r|Dam|Base|Camp|Cemetery|Museum|Theatre|"
    r"Theater|Centre|Center|Building|Highway|Boulevard|Plaza|Cape|Peak|Glacier|Forest|Volcano|Market|Mall|"
    r"Library|Court|Gardens?|Field|Ground|Oval|Pole|Beach|Junction|Falls|Reef|Pass|Plateau|Plain|Sound|Channel|Creek|"
    r"Wharf|Pier|Zoo|Abbey|Castle|Fort|Memorial|Circuit|Dome|Speedway|Refinery|Mine|Plant|Reservoir|Ridge|Range|"
    r"Avenida|Stade|Est[aá]dio|Stadion|Rue|Calle|Kampung|[Bb]arangay|Piazza|Place|Monastery|Basilica|School|Islands?|"
    r"Courthouse|Jail|Monument|Head|Green|Fault|Terminal|Expressway|Motorway|Quay|Docks?|Isles?|Basin|Delta|Gate|"
    r"Largo|Pra[cç]a|Plaza|Pont|Platz|Strasse|Stra[sß]e|Allee|Synagogue|Shrine|Pagoda|Citadel|Fortress|Crater|Trench)\b"
)
"""Words that make a name one of a water, a mountain, a street or a building: no value of the facet."""

WIDE = frozenset(
    plain(name).lower().replace("-", " ")
    for name in (
        "Europe, Africa, Asia, North America, South America, Latin America, Central America, Oceania, "
        "Antarctica, Middle East, Near East, Far East, Eurasia, Caribbean, Balkans, Sahel, Scandinavia, "
        "Maghreb, Levant, West, East, North, South, Southeast Asia, South Asia, East Asia, Central Asia, "
        "West Africa, East Africa, Caucasus, Southern Africa, North Africa, Horn of Africa, Central Africa, "
        "Sub-Saharan Africa, Western Europe, Eastern Europe, Central Europe, Baltic, Baltics, Gulf, "
        "Persian Gulf, Mediterranean, Pacific, Atlantic, Arctic, Earth, Moon, Mars, Indo-Pacific, "
        "Asia-Pacific, Americas, Himalayas, Alps, Andes, Global South, South Pacific, Sahara, Amazon, Nile, "
        "Danube, Rhine, Mekong, Equator, Gulf of Mexico, Mediterranean Sea, Black Sea, Red Sea, Sub-Sahara, "
        "Subcontinent, Nordic countries, Eastern Mediterranean, Central and Eastern Europe, Old Continent, "
        "Everest, Arctic Circle, Tigris, Euphrates, Niger Basin, Congo Basin, Lake Chad, Lake Victoria, "
        "Korean Peninsula, Arabian Peninsula, Indian Ocean, South China Sea, English Channel, "
        "Indian subcontinent, Iberia, Altai, Aegean, Adriatic, Caspian, Elbe, Oder, Volga, Rio Grande, "
        "Limpopo, Zambezi, Indus, Ganges, Prut, Dnieper, Dniester"
    ).split(", ")
)
"""Names, folded, of what lies in several countries or in none."""

FACING = re.compile(
    r"^(?:(?:north|south|east|west|central|northern|southern|eastern|western|upper|lower|greater|downtown|inner|outer|"
    r"mainland|rural|occupied|north-?east(?:ern)?|north-?west(?:ern)?|south-?east(?:ern)?|south-?west(?:ern)?|"
    r"city of|town of|village of|province of|state of|district of|republic of|kingdom of|port of|region of|island of)"
    r"[ \n]+)+",
    re.IGNORECASE,
)
"""What stands before a name and is no part of it: ``eastern Ukraine``, ``city of Lyon``."""

UNIT = re.compile(
    r"[ \n]+(?:Provinces?|State|Region|Oblast|Countys?|District|Governorate|Prefecture|City|Department|Territory|"
    r"Municipality|Island|Islands|Peninsula|Republic|Krai|Voivodeship|Division|Canton|Parish|"
    r"state|province|region|metropolitan area|area)$"
)
"""What stands after a name and says what it is: ``Rakhine State``."""

LARGE_UNIT = re.compile(
    r"[ \n](?:Provinces?|State|Region|Oblast|Governorate|Prefecture|Department|Krai|Voivodeship|Canton|"
    r"state|province|region)$"
)
"""Units that go without saying where the name alone is that of the region: ``Rakhine``."""

DATELINE = re.compile(
    r"(?P<town>[A-Z][A-Za-z'’. -]{2,30}?)(?:, (?P<where>[A-Z][\w. ]{1,20}?))?"
    r"(?:, (?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.? \d{1,2})?"
    r"(?: \([A-Za-z .]+\))? ?(?:—|–|-{1,2}|:) "
)
"""The begin of a report: ``KOKOMO, Ind., Feb 26 -``."""

REGION_NOUNS = frozenset(
    "region province state district area oblast city town village suburb county governorate prefecture "
    "municipality commune island peninsula borough department canton neighbourhood neighborhood parish".split()
)
SITE_NOUNS = frozenset(
    "river dam refinery resort mosque church cemetery plant reactor stadium airport prison jail bridge mine "
    "hospital hotel highway road station lake volcano mountain mountains glacier valley basin cathedral palace "
    "monastery temple gallery theatre theater museum courthouse market mall bay strait canal reservoir field "
    "power nuclear geothermal oilfield gasfield terminal shipyard roundabout square hills strand moor".split()
)
"""Nouns after a name that say what it is; of a site of this kind the facet has no value."""


def is_language(before: str, after: str) -> bool:
    """Whether an adjective such as "French" is a language by the words before and after it.

    "in French," and "speaks French" are; "in French hands" and "the French president" are not.
    """
    if before in ("in", "into", "from") or before.startswith(
        ("speak", "spoke", "learn", "translat")
    ):
        return not after.isalpha() or after in _AFTER_LANGUAGE
    return before in ("fluent", "fluently", "broken") or after in (
        "language",
        "lessons",
        "speaker",
        "speakers",
    )


_AFTER_LANGUAGE = frozenset(
    "and or to at on with for by that which when while as but because is was then only than too on last".split()
)
