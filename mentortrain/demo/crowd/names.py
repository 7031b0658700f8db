"""Names as people write them, by place: in Latin, Cyrillic, Greek, Arabic, Devanagari, Ethiopic, Chinese and more."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Place:
    """Where a group lives: its clocks, the name of its programs, and what its people are called."""

    zone: str
    program: str
    given: tuple[str, ...]
    family: tuple[str, ...]
    family_first: bool = False

    def name(self, chance: Random) -> str:
        """A name as it is written there."""
        parts = [chance.choice(self.given), chance.choice(self.family)]
        return ("" if self.family_first else " ").join(reversed(parts) if self.family_first else parts)


def _of(words: str) -> tuple[str, ...]:
    return tuple(words.split())


PLACES = (
    Place(
        "Africa/Nairobi",
        "Biashara",
        _of(
            "Achieng Wanjiru Faith Kevin Brian Mwende Kamau Atieno Zawadi Juma Nekesa Otieno Njeri Baraka Halima"
        ),
        _of(
            "Odhiambo Mwangi Kariuki Wambui Kiptoo Mutua Barasa Chebet Omondi Abdi Njoroge Were Muthoni Ouma"
        ),
    ),
    Place(
        "America/Bogota",
        "Puentes",
        _of(
            "Lucía Andrés Valentina Íñigo Camilo Ángela Sebastián Sofía Mauricio Yesenia Álvaro Inés Óscar Begoña"
        ),
        _of(
            "Muñoz Restrepo Peláez Gutiérrez Ríos Ibáñez Castaño Zúñiga Ordóñez Marín Jiménez Núñez Vélez Peña"
        ),
    ),
    Place(
        "Europe/Belgrade",
        "Мостови",
        _of("Милица Драган Јелена Стефан Љубица Ђорђе Невена Његош Сања Урош Катарина Владимир Душица Огњен"),
        _of(
            "Ђорђевић Петровић Живковић Илић Јовановић Стојанов Њежић Љубичић Марковић Николић Павловић Шарац"
        ),
    ),
    Place(
        "Asia/Kolkata",
        "सेतु",
        _of("अनन्या रोहित प्रिया विक्रम सुनीता अर्जुन दीपिका महेश कविता राहुल लक्ष्मी संजय नेहा इशान"),
        _of("शर्मा पटेल रेड्डी अय्यर सिंह गुप्ता जोशी देसाई मेनन चौहान कुलकर्णी नायर वर्मा मिश्रा"),
    ),
    Place(
        "Africa/Cairo",
        "جسور",
        _of("ليلى أحمد مريم يوسف فاطمة كريم هدى عمر نور حسن سلمى طارق رانيا إبراهيم"),
        _of("منصور الشريف حداد فاروق النجار سليمان عبدالله خليل الحسيني راشد بدوي زكي"),
    ),
    Place(
        "Africa/Addis_Ababa",
        "ድልድይ",
        _of("አበበ ሰላም ሀና ዳዊት ትዕግስት ዮናስ ማርታ ገብሬ ብርሃን ሩት ኤልያስ ሊያ"),
        _of("ተስፋዬ ከበደ መኮንን ወልዴ ታደሰ ኃይሌ በቀለ ግርማ አለሙ ደሳለኝ"),
    ),
    Place(
        "Asia/Taipei",
        "橋梁",
        _of("怡君 志明 淑芬 建宏 雅婷 俊傑 美玲 家豪 佩珊 冠宇 詩涵 宗翰"),
        _of("陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭"),
        family_first=True,
    ),
    Place(
        "Europe/Athens",
        "Γέφυρες",
        _of("Ελένη Γιώργος Μαρία Νίκος Κατερίνα Δημήτρης Σοφία Αλέξανδρος Ιωάννα Χρήστος Φωτεινή"),
        _of("Παπαδόπουλος Γεωργίου Οικονόμου Νικολάου Βλάχου Αντωνίου Μακρής Σταύρου Καραγιάννη"),
    ),
    Place(
        "Asia/Ho_Chi_Minh",
        "Cầu nối",
        _of("Hương Tuấn Thảo Dũng Ngọc Quỳnh Đức Phương Hải Trâm Khánh Yến Long Vân"),
        _of("Nguyễn Trần Phạm Hoàng Đặng Bùi Đỗ Võ Huỳnh Dương Lý"),
    ),
    Place(
        "Africa/Lagos",
        "Ìlànà",
        _of("Adébáyọ̀ Ngozi Chinedu Fúnmiláyọ̀ Ifeoma Tunde Aisha Emeka Yétúndé Obinna Zainab Kẹ́hìndé"),
        _of("Okonkwo Adéyẹmí Balogun Eze Ọládélé Bello Nwosu Ọbáfẹ́mi Danjuma Ìdòwú Okafor"),
    ),
)
