"""The file with a list: text, of a size, whatever it is called."""

from __future__ import annotations

import io
import re

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.files.makers import HOSTILE, archive, picture

LIST = "name,email,role,country\nMilica \u0110or\u0111evi\u0107,milica@example.org,mentor,Serbia\n"


def send(chandra, program, data, name="list.csv"):
    page = f"/programs/{program.id}/people/import"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', chandra.get(page).text)[1]
    boundary, body = encode_multipart({"csrf_token": token, "file": FileStorage(io.BytesIO(data), name)})
    return chandra.client.post(page, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def error(answer):
    return re.search(r'id="file-error">([^<]+)<', answer.text)[1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_list_is_read_in_the_encodings_that_spreadsheets_write(chandra, program, encoding):
    answer = send(chandra, program, LIST.encode(encoding), "whatever.exe")
    assert answer.status_code == 200
    assert "Milica \u0110or\u0111evi\u0107" in answer.text


def test_a_workbook_is_told_how_to_become_a_list(chandra, program):
    answer = send(chandra, program, archive(xl__workbook="<x/>"))
    assert (answer.status_code, error(answer)) == (
        422,
        "This is an Excel workbook. In Excel choose: Save as, CSV UTF-8 (comma delimited).",
    )


@pytest.mark.parametrize(
    "data",
    [LIST.encode("latin2"), picture(), *(data for name, data in HOSTILE.items() if name != "plain text")],
)
def test_what_is_no_text_is_refused_whatever_it_is_called(chandra, program, data):
    answer = send(chandra, program, data)
    assert answer.status_code == 422
    assert error(answer).startswith("This file is no CSV text.")


def test_a_list_that_is_too_large_is_said_beside_the_form(chandra, dov, nobody, program):
    answer = send(chandra, program, LIST.encode() + b"x" * 2_200_000)
    assert (answer.status_code, error(answer)) == (413, "This file is too large. The limit is 2 MB.")
    large = {"data": b"x" * 2_200_000, "content_type": "text/plain"}
    page = f"/programs/{program.id}/people/import"
    assert dov.client.post(page, **large).status_code == 404
    assert nobody.client.post(page, **large).status_code == 302


def test_any_other_form_that_is_too_large_is_a_page(chandra):
    answer = chandra.client.post("/programs/new", data=b"x" * 2_200_000, content_type="text/plain")
    assert answer.status_code == 413
    assert "This file is too large" in answer.text
