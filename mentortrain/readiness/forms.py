"""What staff choose of what is asked before pairing."""

from __future__ import annotations

from flask_wtf import FlaskForm
from wtforms import IntegerField, StringField
from wtforms.validators import AnyOf, InputRequired

from mentortrain.programs.rules import MENTEE, MENTOR


class PracticeForm(FlaskForm):
    """How many conversations of a course people of a role practise."""

    role = StringField(validators=[AnyOf((MENTOR, MENTEE))])
    course = StringField(validators=[InputRequired()])
    count = IntegerField(validators=[InputRequired()])
