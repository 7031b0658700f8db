"""What became of every row of a list, to download."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask import current_app
from flask_babel import gettext as _

from mentortrain.programs import invitations, queries
from mentortrain.programs.models import PeopleImport
from mentortrain.programs.verdicts import outcome, verdict
from mentortrain.web.tables import Cell, csv_file, harmless

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_csv(kept: PeopleImport) -> Response:
    """Sent while the rows are read."""
    return csv_file(f"people-{kept.id}.csv", _heading(), _rows(kept))


def as_workbook(kept: PeopleImport) -> Response:
    """5,000 rows are some hundred kilobytes: made in memory."""
    import openpyxl  # only now, see roster/workbook.py

    book = openpyxl.Workbook(write_only=True)
    sheet: Any = book.create_sheet(_("People"))
    rows: list[list[Cell]] = [[*_heading()], *_rows(kept)]
    for row in rows:
        sheet.append([_text(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    answer = current_app.response_class(out.getvalue(), mimetype=WORKBOOK)
    answer.headers.set("Content-Disposition", "attachment", filename=f"people-{kept.id}.xlsx")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _text(sheet: Any, value: Cell) -> Any:
    """No cell is a formula, whatever somebody wrote into the list."""
    if isinstance(value, int):
        return value
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=str(harmless(value)))
    cell.data_type = "s"
    return cell


def _heading() -> list[str]:
    return [
        _("Line"),
        _("Name"),
        _("Mail address"),
        _("Role"),
        _("Country or time zone"),
        _("Group"),
        _("Result"),
        _("Why"),
    ]


def _rows(kept: PeopleImport) -> Iterator[list[Cell]]:
    groups = {cohort.id: cohort.name for cohort in queries.program(kept.program_id).cohorts}
    for row in invitations.every_row_of(kept.id):
        group = groups.get(row.cohort_id or 0, "") or row.group_written
        zone = row.time_zone or row.zone_written
        yield [row.line, row.name, row.email, row.role, zone, group, outcome(row), verdict(row)]
