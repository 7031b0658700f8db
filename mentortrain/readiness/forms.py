"""What staff choose of what is asked before pairing."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired

from mentortrain.programs.rules import MENTEE, MENTOR
from mentortrain.readiness.rules import LIVE_SESSION, PRACTICE


class AskForm(FlaskForm):
    """How many conversations of a course people of a role practise, or how many live sessions about it they come to."""

    role = StringField(validators=[AnyOf((MENTOR, MENTEE))])
    kind = StringField(validators=[AnyOf((PRACTICE, LIVE_SESSION))])
    course = StringField(validators=[InputRequired()])
    count = IntegerField(validators=[InputRequired()])
