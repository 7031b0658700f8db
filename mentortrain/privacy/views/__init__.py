"""A person's own data, the notice for everybody, and the periods for administrators."""

from mentortrain.privacy.views import copies, erasure, notice, retention, somebody  # noqa: F401  (their routes)
from mentortrain.privacy.views.blueprint import bp

__all__ = ["bp"]
