"""The file with a list: text, of a size, whatever it is called."""

from __future__ import annotations

import io
import re

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.files.makers import HOSTILE, picture

pytestmark = pytest.mark.either  # pages and words, not the database

LIST = "name,email,role,country\nMilica \u0110or\u0111evi\u0107,milica@example.org,mentor,Serbia\n"


def send(chandra, program, data, name="list.csv"):
    page = f"/programs/{program.id}/people/import"
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', chandra.get(page).text)[1]
    boundary, body = encode_multipart({"csrf_token": token, "file": FileStorage(io.BytesIO(data), name)})
    return chandra.client.post(page, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def error(answer):
    return re.search(r'id="file-error">([^<]+)<', answer.text)[1]


@pytest.mark.parametrize(
    ("encoding", "called"), [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16")]
)
def test_a_list_is_read_in_the_encodings_that_spreadsheets_write(chandra, program, encoding, called):
    answer = send(chandra, program, LIST.encode(encoding), "whatever.exe")
    page = chandra.get(answer.location).text
    assert "Milica \u0110or\u0111evi\u0107" in page
    assert f"Read as {called}." in page


@pytest.mark.parametrize(
    "data",
    [b"\xff\x00\x81", picture(), *(data for name, data in HOSTILE.items() if name != "plain text")],
)
def test_what_is_no_text_is_refused_whatever_it_is_called(chandra, program, data):
    answer = send(chandra, program, data)
    assert answer.status_code == 422
    assert error(answer).startswith(("This file is no list of people.", "This is an old Excel workbook"))


def test_a_list_that_is_too_large_is_said_beside_the_form(chandra, dov, nobody, program):
    answer = send(chandra, program, LIST.encode() + b"x" * 4_400_000)
    assert (answer.status_code, error(answer)) == (413, "This file is too large. The limit is 4 MB.")
    large = {"data": b"x" * 4_400_000, "content_type": "text/plain"}
    page = f"/programs/{program.id}/people/import"
    assert dov.client.post(page, **large).status_code == 404
    assert nobody.client.post(page, **large).status_code == 302


def test_any_other_form_that_is_too_large_is_a_page(chandra):
    answer = chandra.client.post("/programs/new", data=b"x" * 4_400_000, content_type="text/plain")
    assert answer.status_code == 413
    assert "This file is too large" in answer.text
