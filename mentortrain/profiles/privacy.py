"""What is held of what people say of themselves. Who sees which field is told by `words.FIELDS`."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from mentortrain.holdings import Fate, Field, Holding, declare
from mentortrain.profiles.models import Consent, FreeHour, PartAnswer, PersonTopic, Profile, SpokenLanguage
from mentortrain.profiles.words import FIELDS, SEEN_BY, Audience, seen_by
from mentortrain.programs.models import Participation, Program

_KEPT = _l("Until you change it or ask for its erasure.")
_GONE = _l("Deleted at once.")


def _is_plain(field: str) -> bool:
    """Whether staff may meet it in their lists: what they see anyway, but for what is told in sentences."""
    return FIELDS[field] is Audience.STAFF


declare(
    Holding(
        model=Profile,
        title=_l("What you say of yourself"),
        why=_l("So that staff reach you, find the right partner for you, and know whom the program reaches."),
        seen_by=_l(
            "The staff of your programs. Gender, age, sector and size of business: nobody; they are shown only "
            "in totals of five or more."
        ),
        kept=_KEPT,
        of=lambda person_id: Profile.person_id == person_id,
        fields=(
            Field("country", _l("Country"), Profile.country, plain=_is_plain("country")),
            Field("town", _l("Town"), Profile.town, plain=_is_plain("town")),
            Field(
                "phone_typed", _l("Mobile number, as typed"), Profile.phone_typed, plain=_is_plain("phone")
            ),
            Field("phone", _l("Mobile number"), Profile.phone, plain=_is_plain("phone")),
            Field("on_whatsapp", _l("Has WhatsApp"), Profile.on_whatsapp, plain=_is_plain("on_whatsapp")),
            Field("channel", _l("Reached best by"), Profile.channel, plain=_is_plain("channel")),
            Field("about", _l("Business or experience"), Profile.about),
            Field("own_offered", _l("Other topics you offer"), Profile.own_offered),
            Field("own_wanted", _l("Other topics you want"), Profile.own_wanted),
            Field(
                "hours_per_month",
                _l("Hours a month"),
                Profile.hours_per_month,
                plain=_is_plain("hours_per_month"),
            ),
            Field("gender", _l("Gender"), Profile.gender, plain=_is_plain("gender")),
            Field("age_band", _l("Age"), Profile.age_band, plain=_is_plain("age_band")),
            Field("sector", _l("Sector"), Profile.sector, plain=_is_plain("sector")),
            Field("employees", _l("Size of business"), Profile.employees, plain=_is_plain("employees")),
            Field("reached_at", _l("Step 2 of the welcome saved"), Profile.reached_at),
            Field("told_at", _l("Step 3 of the welcome saved"), Profile.told_at),
            Field("changed_at", _l("Changed"), Profile.changed_at),
        ),
        plumbing=("person_id",),
        fate=Fate.GONE,
        because=_GONE,
    ),
    Holding(
        model=SpokenLanguage,
        title=_l("Languages you speak"),
        why=_l("So that your partner speaks one of them."),
        seen_by=seen_by("languages"),
        kept=_KEPT,
        of=lambda person_id: SpokenLanguage.person_id == person_id,
        fields=(Field("code", _l("Language"), SpokenLanguage.code, plain=_is_plain("languages")),),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_GONE,
    ),
    Holding(
        model=PersonTopic,
        title=_l("Topics you offer or want"),
        why=_l("So that a mentor and a mentee fit."),
        seen_by=seen_by("topics"),
        kept=_KEPT,
        of=lambda person_id: PersonTopic.person_id == person_id,
        fields=(
            Field("way", _l("Offered or wanted"), PersonTopic.way, plain=_is_plain("topics")),
            Field("topic", _l("Topic"), PersonTopic.topic, plain=_is_plain("topics")),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_GONE,
    ),
    Holding(
        model=FreeHour,
        title=_l("When you usually have time"),
        why=_l("So that sessions and meetings fall when you can."),
        seen_by=seen_by("free_hours"),
        kept=_KEPT,
        of=lambda person_id: FreeHour.person_id == person_id,
        fields=(
            Field("weekday", _l("Day of the week, Monday is 0"), FreeHour.weekday, plain=True),
            Field("hour", _l("Hour, on your clock"), FreeHour.hour, plain=True),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_GONE,
    ),
    Holding(
        model=PartAnswer,
        title=_l("What you answered to what a program asks"),
        why=_l("So that staff help where something is lacking."),
        seen_by=seen_by("lacking"),
        kept=_KEPT,
        of=lambda person_id: PartAnswer.participation_id.in_(
            select(Participation.id).where(Participation.person_id == person_id)
        ),
        fields=(
            Field(
                "program",
                _l("Program"),
                select(Program.name)
                .join(Participation, Participation.program_id == Program.id)
                .where(Participation.id == PartAnswer.participation_id)
                .scalar_subquery(),
                covers=("participation_id",),
            ),
            Field("can_do", _l("You can do it"), PartAnswer.can_do, plain=True),
            Field("lacking", _l("What is lacking"), PartAnswer.lacking),
            Field("hours_asked", _l("Hours a month that were asked"), PartAnswer.hours_asked, plain=True),
            Field("answered_at", _l("Answered"), PartAnswer.answered_at),
        ),
        fate=Fate.GONE,
        because=_GONE,
    ),
    Holding(
        model=Consent,
        title=_l("What you said to which mails"),
        why=_l("So that nothing you do not want is mailed, and it can be shown what you agreed to."),
        seen_by=SEEN_BY[FIELDS["consents"]],
        kept=_l("As long as you are known here."),
        of=lambda person_id: Consent.person_id == person_id,
        fields=(
            Field("about", _l("About"), Consent.about),
            Field("given", _l("Yes"), Consent.given),
            Field("version", _l("Version of the wording"), Consent.version),
            Field("language", _l("Language"), Consent.language),
            Field("digest", _l("Fingerprint of the words"), Consent.digest),
            Field("source", _l("Said"), Consent.source),
            Field("at", _l("When"), Consent.at),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once: nothing is mailed any more."),
    ),
)
