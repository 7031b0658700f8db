"""Staff: programs, their settings, their people, and inviting more."""

from mentortrain.programs.views import invitations, settings  # noqa: F401  (their routes)
from mentortrain.programs.views.blueprint import bp

__all__ = ["bp"]
