"""The people: from Kenya, Serbia and Colombia, their names in their spelling, where they are and what they do."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentortrain.people.actions import choose_course_language, find_or_create_all
from mentortrain.people.models import Person

NAIROBI, BELGRADE, BOGOTA, ACCRA = "Africa/Nairobi", "Europe/Belgrade", "America/Bogota", "Africa/Accra"
GENDERS = {"w": "woman", "m": "man"}


@dataclass(frozen=True)
class Somebody:
    """A person of the demonstration."""

    name: str
    town: str
    work: str
    sector: str
    gender: str
    country: str
    zone: str

    @property
    def email(self) -> str:
        """The first two words of the name as people write them in an address: milica.djordjevic."""
        plain = unicodedata.normalize("NFKD", self.name.casefold().replace("đ", "dj").replace("'", ""))
        letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
        return f"{'.'.join(letters.split()[:2])}@example.org"


Cast = dict[str, Person]
"""By name."""


def _people(country: str, zone: str, table: str) -> tuple[Somebody, ...]:
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    return tuple(
        Somebody(name, town, work, sector, GENDERS[gender], country, zone)
        for name, town, work, sector, gender in rows
    )


STAFF = tuple(
    Somebody(name, town, work, "services", "", country, zone)
    for name, town, work, country, zone in (
        ("Chandra Rao", "Nairobi", "program lead", "Kenya", NAIROBI),
        ("Kevin Otieno", "Kisumu", "coordinator", "Kenya", NAIROBI),
        ("Ivana Kovač", "Beograd", "coordinator for Serbia", "Serbia", BELGRADE),
        ("Daniela Castaño", "Bogotá", "coordinator", "Colombia", BOGOTA),
        ("Tomás Arango", "Cali", "host of sessions", "Colombia", BOGOTA),
        ("Vesna Marković", "Novi Sad", "reader of applications", "Serbia", BELGRADE),
        ("Ruth Akinyi", "Nairobi", "chamber of commerce", "Kenya", NAIROBI),
        ("Ada Mensah", "Accra", "administrator of the site", "Ghana", ACCRA),
    )
)

KENYA = _people(
    "Kenya",
    NAIROBI,
    """
    Amina Odhiambo      | Kisumu     | tailoring and school uniforms    | crafts   | w
    Yusuf Ali           | Mombasa    | spice wholesale                  | retail   | m
    Wanjiku Mwangi      | Nyeri      | bookkeeping for market traders   | services | w
    Faith Achieng       | Homa Bay   | dried fish                       | food     | w
    Grace Ng'ang'a      | Nakuru     | bakery with two shops            | food     | w
    Peter Kariuki       | Thika      | motorcycle repair                | services | m
    Mercy Chebet        | Eldoret    | dairy cooperative                | farming  | w
    Samuel Mutua        | Machakos   | bricks and building blocks       | building | m
    Halima Abdi         | Garissa    | camel milk                       | food     | w
    Brian Omondi        | Nairobi    | phone repair                     | it       | m
    Njeri Kamau         | Limuru     | vegetables, two greenhouses      | farming  | w
    Zawadi Mwakio       | Voi        | beadwork                         | crafts   | w
    Dennis Kiptoo       | Kericho    | tea nursery                      | farming  | m
    Rehema Said         | Lamu       | guest house with five rooms      | tourism  | w
    Caroline Atieno     | Siaya      | school canteen                   | food     | w
    Patrick Murithi     | Meru       | coffee roasting                  | food     | m
    Beatrice Wambui     | Nyahururu  | poultry                          | farming  | w
    Anthony Ng'eno      | Bomet      | agricultural supplies            | retail   | m
    Hassan Juma         | Malindi    | boat building                    | crafts   | m
    Esther Nyambura     | Ruiru      | hair salon                       | beauty   | w
    Collins Wekesa      | Bungoma    | maize mill                       | food     | m
    Ann Mwende          | Kitui      | honey                            | food     | w
    Simon Gitau         | Kiambu     | printing                         | services | m
    Naomi Jepkosgei     | Iten       | sports shoes                     | retail   | w
    Lydia Nekesa        | Kakamega   | soap                             | crafts   | w
    George Ochieng'     | Busia      | cross-border transport           | transport | m
    Mwanaisha Bakari    | Kilifi     | coconut oil                      | food     | w
    Tabitha Moraa       | Kisii      | soapstone carving                | crafts   | w
    """,
)

SERBIA = _people(
    "Serbia",
    BELGRADE,
    """
    Milica Đorđević      | Novi Sad            | accounting for craftspeople      | services | w
    Dragan Petrović      | Niš                 | joinery                          | crafts   | m
    Jelena Živković      | Kragujevac          | car parts                        | retail   | w
    Stefan Ilić          | Subotica            | bicycle workshop                 | services | m
    Đorđe Stojanović     | Čačak               | fruit brandy                     | food     | m
    Snežana Vučković     | Kruševac            | sewing workshop                  | crafts   | w
    Goran Mihajlović     | Zaječar             | heating systems                  | building | m
    Ljiljana Šarić       | Zrenjanin           | veterinary practice              | health   | w
    Nemanja Čolić        | Leskovac            | paprika and ajvar                | food     | m
    Jovana Radić         | Šabac               | flower shop                      | retail   | w
    Marija Krstić        | Vranje              | furniture upholstery             | crafts   | w
    Katarina Đukić       | Novi Pazar          | jeans workshop                   | crafts   | w
    Uroš Simić           | Smederevo           | wine bar                         | food     | m
    Tamara Nikolić       | Pančevo             | language school                  | teaching | w
    Žarko Pešić          | Užice               | cheese dairy                     | food     | m
    Aleksandar Božić     | Sombor              | apple orchard                    | farming  | m
    Nevena Obradović     | Kraljevo            | toys made of wood                | crafts   | w
    Miloš Jovanović      | Valjevo             | beekeeping                       | farming  | m
    Dušica Mladenović    | Pirot               | carpets                          | crafts   | w
    Vladimir Tošić       | Kikinda             | ceramics                         | crafts   | m
    Bojana Antić         | Prokuplje           | cherry preserves                 | food     | w
    Nikola Aćimović      | Požarevac           | solar panels                     | building | m
    Sanja Lukić          | Loznica             | physiotherapy                    | health   | w
    Branislav Gajić      | Sremska Mitrovica   | meat products                    | food     | m
    Ognjen Pavlović      | Jagodina            | metal workshop                   | crafts   | m
    """,
)

COLOMBIA = _people(
    "Colombia",
    BOGOTA,
    """
    Bruno Restrepo          | Medellín      | corner shop                      | retail   | m
    Lucía Muñoz             | Cali          | restaurant with twelve tables    | food     | w
    Camilo Ospina Peláez    | Manizales     | coffee farm                      | farming  | m
    Valentina Ríos          | Pereira       | children's clothes               | retail   | w
    Óscar Ordóñez           | Pasto         | leather goods                    | crafts   | m
    Inés Peña               | Villavicencio | cattle feed                      | retail   | w
    Mauricio Vélez          | Armenia       | rural tourism                    | tourism  | m
    Álvaro Quiñones         | Tumaco        | cacao                            | farming  | m
    Yesenia Mosquera        | Quibdó        | seamstress, three employees      | crafts   | w
    Sebastián Ibáñez        | Cartagena     | walking tours                    | tourism  | m
    Luz Dary Palacios       | Buenaventura  | fish and seafood                 | food     | w
    Íngrid Rodríguez        | Tunja         | potato chips                     | food     | w
    Jhon Jairo Londoño      | Envigado      | plumbing                         | building | m
    Natalia Gómez           | Rionegro      | cut flowers                      | farming  | w
    Diana Ñáñez             | Florencia     | cheese bread bakery              | food     | w
    Andrés Gutiérrez        | Bucaramanga   | shoes                            | crafts   | m
    Ángela María Zúñiga     | Popayán       | stationery and copies            | retail   | w
    Hernán Jiménez          | Neiva         | rice mill                        | food     | m
    Claudia Acevedo         | Cúcuta        | hardware shop                    | retail   | w
    Sofía Núñez             | Ibagué        | music school                     | teaching | w
    Paola Martínez          | Montería      | laundry                          | services | w
    Adriana Córdoba         | Santa Marta   | hostel                           | tourism  | w
    Julián Echeverri        | La Ceja       | avocados                         | farming  | m
    Édgar Beltrán           | Sogamoso      | pottery                          | crafts   | m
    Marcela Piñeros         | Zipaquirá     | dental laboratory                | health   | w
    Gustavo Marín           | Barranquilla  | air conditioning                 | building | m
    Wilson Cárdenas         | Duitama       | bread delivery                   | food     | m
    Rubén Darío Mejía       | Sincelejo     | hammocks                         | crafts   | m
    Viviana Agudelo         | Palmira       | pharmacy                         | health   | w
    """,
)

READ_IN_SPANISH = frozenset(
    {
        "Lucía Muñoz",
        "Inés Peña",
        "Yesenia Mosquera",
        "Luz Dary Palacios",
        "Íngrid Rodríguez",
        "Natalia Gómez",
        "Diana Ñáñez",
    }
)
"""They have chosen it for their courses."""

EVERYBODY = STAFF + KENYA + SERBIA + COLOMBIA
BY_NAME = {one.name: one for one in EVERYBODY}


def load(names: Sequence[str], cast: Cast, at: datetime) -> None:
    """Those of them whom nobody knows yet are known from now on."""
    wanted = [BY_NAME[name] for name in names]
    found = find_or_create_all([(one.email, one.name, one.zone) for one in wanted], at=at)
    cast |= {one.name: found[one.email] for one in wanted}
    for name in READ_IN_SPANISH.intersection(names):
        choose_course_language(cast[name], "es")
