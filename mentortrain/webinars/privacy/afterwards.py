"""What is held of how people made sessions up, and of what they said of them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from mentortrain.agenda.models import Entry
from mentortrain.holdings import Fate, Field, Holding, declare, declare_others, declare_texts
from mentortrain.webinars.models.afterwards import Feedback, MakeUp, MakeUpOffer, Recording, SessionLink
from mentortrain.webinars.privacy.shared import of_entry, program_of

declare(
    Holding(
        model=MakeUp,
        title=_l("Sessions you make up with their recording"),
        why=_l("So that a session counts for you that you could not be at."),
        seen_by=_l("You. That you have made it up also the staff of the program."),
        kept=_l("As long as your account."),
        of=lambda person_id: MakeUp.person_id == person_id,
        fields=(
            Field("session", _l("Session"), of_entry(Entry.title, MakeUp.webinar_id), covers=("webinar_id",)),
            Field("opened_at", _l("Recording opened"), MakeUp.opened_at),
            Field("tries", _l("Times you answered"), MakeUp.tries),
            Field("tried_at", _l("Last time not all was right"), MakeUp.tried_at),
            Field("done_at", _l("Made up"), MakeUp.done_at),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=Feedback,
        title=_l("What you said of sessions"),
        why=_l("So that the next sessions become better."),
        seen_by=_l(
            "You. The host and the staff of the program read it without your name, unless you chose to show it."
        ),
        kept=_l("As long as the session is known."),
        of=lambda person_id: Feedback.person_id == person_id,
        fields=(
            Field(
                "session", _l("Session"), of_entry(Entry.title, Feedback.webinar_id), covers=("webinar_id",)
            ),
            Field("useful", _l("How useful it was, from 1 to 5"), Feedback.useful, plain=True),
            Field("different", _l("What to do differently"), Feedback.different, plain=True),
            Field("named", _l("Shown with your name"), Feedback.named, plain=True),
            Field("answered_at", _l("Answered"), Feedback.answered_at),
            Field("changed_at", _l("Changed"), Feedback.changed_at),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.NAMELESS,
        because=_l("How useful it was stays as a number. Your words and your name go."),
        blank={"different": "", "named": False},
    ),
)

declare_others(
    {
        Recording.webinar_id: "the session; where it can be watched says nothing of who was there",
        SessionLink.webinar_id: "the session; a page of another site",
        MakeUpOffer.webinar_id: "the session; what is asked about it",
    }
)
declare_texts(
    {
        Feedback.different: program_of(Feedback.webinar_id),
        MakeUpOffer.questions: program_of(MakeUpOffer.webinar_id),
        SessionLink.title: program_of(SessionLink.webinar_id),
    }
)
