"""The people: from Kenya, Serbia and Colombia, their names in their spelling, where they are and what they do."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mentortrain.people.actions import find_or_create_all
from mentortrain.people.models import Person

NAIROBI, BELGRADE, BOGOTA, ACCRA = "Africa/Nairobi", "Europe/Belgrade", "America/Bogota", "Africa/Accra"


@dataclass(frozen=True)
class Somebody:
    """A person of the demonstration."""

    name: str
    town: str
    work: str
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
    return tuple(Somebody(name, town, work, country, zone) for name, town, work in rows)


STAFF = (
    Somebody("Chandra Rao", "Nairobi", "program lead", "Kenya", NAIROBI),
    Somebody("Kevin Otieno", "Kisumu", "coordinator for Kenya", "Kenya", NAIROBI),
    Somebody("Ivana Kovač", "Beograd", "coordinator for Serbia", "Serbia", BELGRADE),
    Somebody("Daniela Castaño", "Bogotá", "coordinator for Colombia", "Colombia", BOGOTA),
    Somebody("Ada Mensah", "Accra", "runs the site", "Ghana", ACCRA),
)

KENYA = _people(
    "Kenya",
    NAIROBI,
    """
    Amina Odhiambo      | Kisumu     | tailoring and school uniforms
    Yusuf Ali           | Mombasa    | spice wholesale
    Wanjiku Mwangi      | Nyeri      | bookkeeping for market traders
    Faith Achieng       | Homa Bay   | dried fish
    Grace Ng'ang'a      | Nakuru     | bakery with two shops
    Peter Kariuki       | Thika      | motorcycle repair
    Mercy Chebet        | Eldoret    | dairy cooperative
    Samuel Mutua        | Machakos   | bricks and building blocks
    Halima Abdi         | Garissa    | camel milk
    Brian Omondi        | Nairobi    | phone repair
    Njeri Kamau         | Limuru     | vegetables, two greenhouses
    Zawadi Mwakio       | Voi        | beadwork
    Dennis Kiptoo       | Kericho    | tea nursery
    Rehema Said         | Lamu       | guest house with five rooms
    Caroline Atieno     | Siaya      | school canteen
    Patrick Murithi     | Meru       | coffee roasting
    Beatrice Wambui     | Nyahururu  | poultry
    Anthony Ng'eno      | Bomet      | agricultural supplies
    Hassan Juma         | Malindi    | boat building
    Esther Nyambura     | Ruiru      | hair salon
    Collins Wekesa      | Bungoma    | maize mill
    Ann Mwende          | Kitui      | honey
    Simon Gitau         | Kiambu     | printing
    Naomi Jepkosgei     | Iten       | sports shoes
    Lydia Nekesa        | Kakamega   | soap
    George Ochieng'     | Busia      | cross-border transport
    Mwanaisha Bakari    | Kilifi     | coconut oil
    Tabitha Moraa       | Kisii      | soapstone carving
    """,
)

SERBIA = _people(
    "Serbia",
    BELGRADE,
    """
    Milica Đorđević      | Novi Sad            | accounting for craftspeople
    Dragan Petrović      | Niš                 | joinery
    Jelena Živković      | Kragujevac          | car parts
    Stefan Ilić          | Subotica            | bicycle workshop
    Đorđe Stojanović     | Čačak               | fruit brandy
    Snežana Vučković     | Kruševac            | sewing workshop
    Goran Mihajlović     | Zaječar             | heating systems
    Ljiljana Šarić       | Zrenjanin           | veterinary practice
    Nemanja Čolić        | Leskovac            | paprika and ajvar
    Jovana Radić         | Šabac               | flower shop
    Marija Krstić        | Vranje              | furniture upholstery
    Katarina Đukić       | Novi Pazar          | jeans workshop
    Uroš Simić           | Smederevo           | wine bar
    Tamara Nikolić       | Pančevo             | language school
    Žarko Pešić          | Užice               | cheese dairy
    Aleksandar Božić     | Sombor              | apple orchard
    Nevena Obradović     | Kraljevo            | toys made of wood
    Miloš Jovanović      | Valjevo             | beekeeping
    Dušica Mladenović    | Pirot               | carpets
    Vladimir Tošić       | Kikinda             | ceramics
    Bojana Antić         | Prokuplje           | cherry preserves
    Nikola Aćimović      | Požarevac           | solar panels
    Sanja Lukić          | Loznica             | physiotherapy
    Branislav Gajić      | Sremska Mitrovica   | meat products
    Ognjen Pavlović      | Jagodina            | metal workshop
    """,
)

COLOMBIA = _people(
    "Colombia",
    BOGOTA,
    """
    Bruno Restrepo          | Medellín      | corner shop
    Lucía Muñoz             | Cali          | restaurant with twelve tables
    Camilo Ospina Peláez    | Manizales     | coffee farm
    Valentina Ríos          | Pereira       | children's clothes
    Óscar Ordóñez           | Pasto         | leather goods
    Inés Peña               | Villavicencio | cattle feed
    Mauricio Vélez          | Armenia       | rural tourism
    Álvaro Quiñones         | Tumaco        | cacao
    Yesenia Mosquera        | Quibdó        | seamstress, three employees
    Sebastián Ibáñez        | Cartagena     | walking tours
    Luz Dary Palacios       | Buenaventura  | fish and seafood
    Íngrid Rodríguez        | Tunja         | potato chips
    Jhon Jairo Londoño      | Envigado      | plumbing
    Natalia Gómez           | Rionegro      | cut flowers
    Diana Ñáñez             | Florencia     | cheese bread bakery
    Andrés Gutiérrez        | Bucaramanga   | shoes
    Ángela María Zúñiga     | Popayán       | stationery and copies
    Hernán Jiménez          | Neiva         | rice mill
    Claudia Acevedo         | Cúcuta        | hardware shop
    Sofía Núñez             | Ibagué        | music school
    Paola Martínez          | Montería      | laundry
    Adriana Córdoba         | Santa Marta   | hostel
    Julián Echeverri        | La Ceja       | avocados
    Édgar Beltrán           | Sogamoso      | pottery
    Marcela Piñeros         | Zipaquirá     | dental laboratory
    Gustavo Marín           | Barranquilla  | air conditioning
    Wilson Cárdenas         | Duitama       | bread delivery
    Rubén Darío Mejía       | Sincelejo     | hammocks
    Viviana Agudelo         | Palmira       | pharmacy
    """,
)

EVERYBODY = STAFF + KENYA + SERBIA + COLOMBIA
BY_NAME = {one.name: one for one in EVERYBODY}


def load(names: Sequence[str], cast: Cast, at: datetime) -> None:
    """Those of them whom nobody knows yet are known from now on."""
    wanted = [BY_NAME[name] for name in names]
    found = find_or_create_all([(one.email, one.name, one.zone) for one in wanted], at=at)
    cast |= {one.name: found[one.email] for one in wanted}
