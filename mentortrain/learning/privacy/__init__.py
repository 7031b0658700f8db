"""What is held of people's learning."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import or_, select

from mentortrain.holdings import Fate, Field, Holding, Leaver, declare, declare_texts, on_leaving
from mentortrain.learning import actions
from mentortrain.learning.models import (
    NO_LONGER_HELD,
    Certificate,
    CourseDemand,
    CoursePlace,
    LessonCompletion,
    Play,
    Reflection,
    Turn,
)
from mentortrain.learning.privacy import quizzes  # noqa: F401  (its declarations)
from mentortrain.learning.privacy.shared import NAMELESS, SEEN, course_key, program_name

declare(
    Holding(
        model=LessonCompletion,
        title=_l("Lessons you have done"),
        why=_l("So that you go on where you left, and it is known when you are ready."),
        seen_by=SEEN,
        kept=_l("For good, without your name after an erasure."),
        of=lambda person_id: LessonCompletion.person_id == person_id,
        fields=(
            Field("course", _l("Course"), course_key(LessonCompletion.course_id), covers=("course_id",)),
            Field("lesson", _l("Lesson"), LessonCompletion.lesson_key),
            Field(
                "program", _l("In program"), program_name(LessonCompletion.program_id), covers=("program_id",)
            ),
            Field("completed_at", _l("Done"), LessonCompletion.completed_at),
            Field("read_again_at", _l("Read again"), LessonCompletion.read_again_at),
            Field("again_at", _l("Done again"), LessonCompletion.again_at),
        ),
        plumbing=("id", "person_id", "version_id", "again_in"),
        fate=Fate.NAMELESS,
        because=NAMELESS,
    ),
    Holding(
        model=CoursePlace,
        title=_l("Where you were in a course"),
        why=_l("So that you go on there with any device."),
        seen_by=_l("You."),
        kept=_l("As long as your account; only the last place of each course."),
        of=lambda person_id: CoursePlace.person_id == person_id,
        fields=(
            Field("course", _l("Course"), course_key(CoursePlace.course_id), covers=("course_id",)),
            Field("lesson", _l("Lesson"), CoursePlace.lesson_key),
            Field("section", _l("Section"), CoursePlace.section),
            Field("seen_at", _l("Last there"), CoursePlace.seen_at),
        ),
        plumbing=("id", "person_id"),
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    ),
    Holding(
        model=Certificate,
        title=_l("Your certificates"),
        why=_l("So that you can show what you have completed, and whoever has the number can check it."),
        seen_by=_l(
            "You, the staff of the program in which it was earned, and whoever has its number: your name, the "
            "course, the program, hours and dates. Staff of your other programs see the course and the date."
        ),
        kept=_l("For good. After an erasure without your name: the number then answers that it is gone."),
        of=lambda person_id: Certificate.person_id == person_id,
        fields=(
            Field("number", _l("Number"), Certificate.number, plain=True),
            Field(
                "course",
                _l("Course"),
                Certificate.course_title,
                covers=("course_title", "course_id"),
                plain=True,
            ),
            Field(
                "program",
                _l("In program"),
                Certificate.program_name,
                covers=("program_name", "program_id"),
                plain=True,
            ),
            Field("name", _l("Name on it"), Certificate.person_name, covers=("person_name",)),
            Field("language", _l("Language"), Certificate.language, plain=True),
            Field("minutes", _l("Credited minutes"), Certificate.minutes),
            Field("evidence", _l("Because of"), Certificate.evidence),
            Field("issued_at", _l("Issued"), Certificate.issued_at),
            Field("expires_at", _l("Holds until"), Certificate.expires_at),
            Field("revoked_at", _l("Taken back"), Certificate.revoked_at),
            Field("revoked_why", _l("Why"), Certificate.revoked_why),
            Field("why_is_public", _l("The reason is shown with the number"), Certificate.why_is_public),
            Field("replaced_at", _l("Another one stands for it"), Certificate.replaced_at),
        ),
        withheld={"revoked_by_id": _l("Who of the staff took it back: that is about them.")},
        plumbing=("id", "person_id", "version_id"),
        fate=Fate.NAMELESS,
        blank={"person_name": NO_LONGER_HELD, "evidence": [], "revoked_why": "", "why_is_public": False},
        because=_l(
            "Your name, the evidence and any reason go. The number stays, and answers that it is gone."
        ),
    ),
    Holding(
        model=Play,
        title=_l("Conversations you have practised"),
        why=_l("So that you go on where you stopped, and your result stands."),
        seen_by=_l("You."),
        kept=_l("For good, without your name after an erasure."),
        of=lambda person_id: Play.person_id == person_id,
        fields=(
            Field("course", _l("Course"), course_key(Play.course_id), covers=("course_id",)),
            Field("conversation", _l("Conversation"), Play.conversation_key),
            Field("program", _l("In program"), program_name(Play.program_id), covers=("program_id",)),
            Field("number", _l("Go"), Play.number),
            Field("state", _l("State"), Play.state),
            Field("started_at", _l("Begun"), Play.started_at),
            Field("finished_at", _l("At its end"), Play.finished_at),
            Field("good", _l("Good choices"), Play.good),
            Field("judged", _l("Choices that count"), Play.judged),
            Field("passed", _l("Passed"), Play.passed),
        ),
        plumbing=("id", "person_id", "conversation_id", "seed"),
        fate=Fate.NAMELESS,
        because=NAMELESS,
    ),
    Holding(
        model=Turn,
        title=_l("What you said in conversations"),
        why=_l("So that you can go on on another device, go back, and look at it afterwards."),
        seen_by=_l("You."),
        kept=_l("As long as your account."),
        of=lambda person_id: Turn.play_id.in_(select(Play.id).where(Play.person_id == person_id)),
        fields=(
            Field(
                "conversation",
                _l("Conversation"),
                select(Play.conversation_key).where(Play.id == Turn.play_id).scalar_subquery(),
                covers=("play_id",),
            ),
            Field(
                "play",
                _l("Go"),
                select(Play.number).where(Play.id == Turn.play_id).scalar_subquery(),
                covers=("play_id",),
            ),
            Field("number", _l("Turn"), Turn.number),
            Field("passage", _l("Passage"), Turn.passage),
            Field("choice", _l("Chosen, counted from 0"), Turn.choice),
            Field("leads_to", _l("Led to"), Turn.leads_to),
            Field("chosen_at", _l("Chosen on"), Turn.chosen_at),
            Field("taken_back_at", _l("Taken back"), Turn.taken_back_at),
        ),
        plumbing=("id",),
        fate=Fate.GONE,
        because=_l("Deleted at once; only how many choices were good stays, without your name."),
    ),
)


declare(
    Holding(
        model=Reflection,
        title=_l("What you wrote in courses"),
        why=_l("So that you can think on paper, and show it to your program if a course asks for that."),
        seen_by=_l("You. What you hand in also the staff of that program; each of their looks is recorded."),
        kept=_l("As long as your account."),
        of=lambda person_id: Reflection.person_id == person_id,
        fields=(
            Field("course", _l("Course"), course_key(Reflection.course_id), covers=("course_id",)),
            Field("lesson", _l("Lesson"), Reflection.lesson_key),
            Field("program", _l("In program"), program_name(Reflection.program_id), covers=("program_id",)),
            Field("text", _l("Your text"), Reflection.text),
            Field("saved_at", _l("Saved"), Reflection.saved_at),
            Field("given_at", _l("Written, by your device"), Reflection.given_at),
            Field("older_text", _l("An older text, from another device"), Reflection.older_text),
            Field("handed_in_at", _l("Handed in"), Reflection.handed_in_at),
            Field("comment", _l("Answer of staff"), Reflection.comment),
            Field("commented_at", _l("Answered"), Reflection.commented_at),
        ),
        plumbing=("id", "person_id", "lesson_id", "client_uuid", "client_seq"),
        withheld={"commented_by_id": _l("Who of the staff answered: that is about them.")},
        fate=Fate.GONE,
        because=_l("Deleted at once."),
    )
)


declare(
    Holding(
        model=CourseDemand,
        title=_l("What you asked again of who had begun a course"),
        why=_l("So that who runs the program knows who asked it, and when."),
        seen_by=_l("You. The record of the program says the same."),
        kept=_l("As long as the program."),
        of=lambda person_id: or_(
            CourseDemand.made_by_id == person_id, CourseDemand.withdrawn_by_id == person_id
        ),
        fields=(
            Field("program", _l("In program"), program_name(CourseDemand.program_id), covers=("program_id",)),
            Field("course", _l("Course"), course_key(CourseDemand.course_id), covers=("course_id",)),
            Field("step", _l("Lesson or quiz"), CourseDemand.key, plain=True),
            Field("reason", _l("Reason"), CourseDemand.reason, plain=True),
            Field("made_at", _l("Asked"), CourseDemand.made_at),
            Field("withdrawn_at", _l("Taken back"), CourseDemand.withdrawn_at),
        ),
        plumbing=("id", "kind", "version_id", "is_new", "made_by_id", "withdrawn_by_id"),
        fate=Fate.NAMELESS,
        because=_l("It is asked on, without saying who asked it."),
        blank={"made_by_id": None, "withdrawn_by_id": None},
    )
)

declare_texts(
    {
        Certificate.revoked_why: Certificate.program_id,
        CourseDemand.reason: CourseDemand.program_id,
        Reflection.comment: Reflection.program_id,
    }
)


def _leave(leaver: Leaver, at: datetime) -> None:
    actions.drop_open_attempts(leaver.person_id)
    actions.drop_open_plays(leaver.person_id)


on_leaving.append(_leave)
