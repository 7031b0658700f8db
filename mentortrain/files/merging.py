"""Kept files when two accounts become one."""

from __future__ import annotations

from mentortrain.files.models import StoredFile
from mentortrain.merging import declare, moves

declare(moves(StoredFile.uploaded_by))
