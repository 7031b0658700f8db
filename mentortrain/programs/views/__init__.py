"""Staff: programs, their settings, their people, and inviting more."""

from mentortrain.programs.views import (  # noqa: F401  (their routes)
    archived,
    followed_up,
    groups,
    invitations,
    marks,
    set_up,
    settings,
    staff,
)
from mentortrain.programs.views.blueprint import bp

__all__ = ["bp"]
