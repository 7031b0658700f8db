"""The record when two accounts become one: its lines never change. Old numbers lead to the account that stays."""

from __future__ import annotations

from mentortrain.audit.models import AuditEvent, AuditSubject
from mentortrain.merging import declare, stays

declare(stays(AuditEvent.actor_id, AuditSubject.person_id))
