"""A person's photo: sent, seen by those who may, replaced, removed; and what is sent in its place."""

from __future__ import annotations

import io
import os
import re

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from mentortrain.db import session
from mentortrain.files import jobs
from mentortrain.files.models import StoredFile
from mentortrain.people.models import Person
from tests.files.makers import (
    BROKEN,
    HOSTILE,
    film,
    jpeg_of_many_scans,
    photo_of_a_phone,
    picture,
    png_that_says,
)

pytestmark = pytest.mark.either  # pages and words, not the database


def send(visitor, data, name="me.jpg", type_="image/jpeg"):
    return visitor.post("/you/photo", {"photo": (io.BytesIO(data), name, type_)})


def send_large(visitor, data):
    """The same without the test client's temporary file, which it forgets to close."""
    token = re.search(r'name="csrf_token" value="([^"]+)"', visitor.get("/you").text)[1]
    boundary, body = encode_multipart({"csrf_token": token, "photo": FileStorage(io.BytesIO(data), "me.jpg")})
    return visitor.client.post(
        "/you/photo", data=body, content_type=f"multipart/form-data; boundary={boundary}"
    )


def address(visitor):
    found = re.search(r'<img class="avatar large" src="([^"]+)"', visitor.get("/you").text)
    return found[1] if found else None


def shown(visitor, url):
    answer = visitor.get(url)
    assert answer.status_code == 200
    return Image.open(io.BytesIO(answer.data))


def error(answer):
    return re.search(r'id="photo-error">([^<]+)<', answer.text)[1]


def test_a_photo_stands_where_the_initials_stood(amina):
    before = amina.get("/you").text
    assert before.count(">AO</span>") == 2
    answer = send(amina, picture("PNG", (1200, 900)))
    assert (answer.status_code, answer.location) == (302, "/you")
    page = amina.get("/you").text
    assert "Your photo is saved." in page
    assert ">AO</span>" not in page
    assert page.count(address(amina)) == 2  # in the header too
    assert shown(amina, address(amina)).size == (512, 384)


def test_a_photo_of_a_phone_is_upright_and_tells_no_place(app, amina):
    send(amina, photo_of_a_phone())
    answer = amina.get(address(amina))
    image = Image.open(io.BytesIO(answer.data))
    assert (image.format, image.size) == ("WEBP", (341, 512))
    assert dict(image.getexif()) == {}
    for secret in (b"Secret", b"EXIF", b"XMP"):
        assert secret not in answer.data
    left, right = image.convert("RGB").getpixel((80, 256)), image.convert("RGB").getpixel((260, 256))
    assert left[0] > 200 > left[2]
    assert right[2] > 200 > right[0]


def test_of_a_film_the_first_frame_is_kept(amina):
    send(amina, film(), "me.gif")
    image = shown(amina, address(amina))
    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((30, 20))[1] > 200


@pytest.mark.parametrize(
    "data",
    [
        picture("PNG", (40, 40), (0, 0, 0, 0), mode="RGBA"),
        picture("PNG", (40, 40), 0, mode="LA"),
        picture("PNG", (40, 40), 1, mode="P"),
        picture("PNG", (40, 40), 1, mode="1"),
        picture("PNG", (40, 40), 40_000, mode="I;16"),
        picture("JPEG", (40, 40), (0, 0, 0, 0), mode="CMYK"),
        picture("WEBP", (1, 1)),
        picture("JPEG", (3000, 1)),
    ],
)
def test_pictures_of_every_making_are_taken(amina, data):
    assert send(amina, data).status_code == 302
    assert shown(amina, address(amina)).mode == "RGB"


def test_what_is_served_runs_nowhere_and_is_kept_by_its_reader_alone(amina):
    send(amina, picture())
    headers = amina.get(address(amina)).headers
    assert headers["Content-Type"] == "image/webp"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Content-Disposition"] == "inline; filename=me.webp"
    assert set(headers["Cache-Control"].split(", ")) == {"private", "immutable", "max-age=31536000"}
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    again = amina.get(address(amina), headers={"If-None-Match": headers["ETag"]})
    assert again.status_code == 304


def test_staff_of_the_program_see_it_and_nobody_else(amina, bruno, chandra, dov, nobody, visit, program, app):
    send(amina, picture())
    url = address(amina)
    assert chandra.get(url).status_code == 200
    assert bruno.get(url).status_code == 404
    assert dov.get(url).status_code == 404
    assert nobody.get(url).location.startswith("/sign-in?")
    with app.app_context():
        from mentortrain.programs.queries import active_participations

        part = active_participations(amina.id)[0].id
    assert url in chandra.get(f"/programs/{program.id}/readiness/{part}").text


def test_an_address_of_something_else_is_not_there(amina):
    send(amina, picture())
    url = address(amina)
    for wrong in (
        url[:-1] + ("0" if url[-1] != "0" else "1"),
        url.replace("people.photo", "people.passport"),
        url.replace(f"/{amina.id}/", "/99999/"),
        f"/files/people.photo/{amina.id}/..%2f..%2fsecret_key",
    ):
        assert amina.get(wrong).status_code == 404, wrong


def test_a_new_photo_takes_the_place_of_the_old_one(app, amina):
    send(amina, picture(color="red"))
    old = address(amina)
    send(amina, picture(color="blue"))
    assert address(amina) != old
    assert amina.get(old).status_code == 404
    with app.app_context():
        assert len(session.scalars(select(StoredFile)).all()) == 1


def test_the_same_photo_again_changes_nothing(app, amina):
    send(amina, picture())
    send(amina, picture())
    with app.app_context():
        [file] = session.scalars(select(StoredFile)).all()
        assert (file.kind, file.owner_id, file.uploaded_by, file.type, file.name, file.state) == (
            "people.photo",
            amina.id,
            amina.id,
            "image/webp",
            "me.webp",
            "ok",
        )


def test_a_removed_photo_is_gone_and_its_bytes_are_swept_an_hour_later(app, amina, settings):
    send(amina, picture())
    url = address(amina)
    digest = url.rpartition("/")[2]
    path = settings.instance_path / "files" / digest[:2] / digest[2:4] / digest
    assert amina.post("/you/photo/removal").location == "/you"
    assert address(amina) is None
    assert amina.get(url).status_code == 404
    with app.app_context():
        jobs.sweep(None)
        assert path.exists()
        os.utime(path, (0, 0))
        assert "file" in jobs.sweep(None)
    assert not path.exists()


def test_bytes_that_two_people_share_stay_while_one_has_them(app, amina, bruno, settings):
    for one in (amina, bruno):
        send(one, picture(color="plum"))
    digest = address(bruno).rpartition("/")[2]
    os.utime(settings.instance_path / "files" / digest[:2] / digest[2:4] / digest, (0, 0))
    amina.post("/you/photo/removal")
    with app.app_context():
        jobs.sweep(None)
    assert shown(bruno, address(bruno)).size == (512, 384)


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_picture_is_refused_whatever_it_is_called(app, amina, data, settings):
    answer = send(amina, data)
    assert answer.status_code == 422
    assert error(answer) == "This kind of file is not taken here."
    assert address(amina) is None


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_a_broken_picture_says_so(amina, data):
    answer = send(amina, data)
    assert answer.status_code == 422
    assert error(answer).startswith("This picture could not be read.")


@pytest.mark.parametrize("size", [(60_000, 60_000), (10_000, 9_000), (2**31 - 1, 1)])
def test_a_small_file_that_opens_into_a_huge_picture_is_not_opened(amina, size):
    answer = send(amina, png_that_says(*size), "me.png", "image/png")
    assert answer.status_code == 422
    assert error(answer).startswith("This picture has more than 50 million pixels.")


def test_a_small_file_that_takes_long_to_open_is_not_opened(app, amina):
    assert send(amina, jpeg_of_many_scans(10)).status_code == 302
    before = address(amina)
    answer = send(amina, jpeg_of_many_scans(20_000))  # 280 KB
    assert answer.status_code == 422
    assert "This picture could not be read." in answer.text
    assert address(amina) == before


def test_a_file_that_is_too_large_is_said_beside_the_form(amina):
    answer = send_large(amina, bytes(11 * 1024 * 1024))
    assert answer.status_code == 413
    assert error(answer) == "This file is too large. The limit is 10 MB."
    assert "Your time zone" in answer.text


def test_a_file_between_the_usual_limit_and_its_own_is_taken(amina):
    noise = Image.frombytes("RGB", (1100, 1000), os.urandom(3_300_000))
    made = io.BytesIO()
    noise.save(made, "PNG")
    assert len(made.getvalue()) > 3_000_000
    assert send_large(amina, made.getvalue()).status_code == 302


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({}, "Choose a picture first."),
        ({"photo": ""}, "Choose a picture first."),
        ({"photo": "EMPTY"}, "This file is empty. Choose another one."),
        ({"photo": "me.jpg"}, "Choose a picture first."),
    ],
)
def test_no_file_is_said_at_the_field(amina, form, says):
    answer = send(amina, b"") if form.get("photo") == "EMPTY" else amina.post("/you/photo", form)
    assert answer.status_code == 422
    assert error(answer) == says


def test_a_storage_without_room_is_said_and_changes_nothing(app, amina, settings):
    send(amina, picture(color="red"))
    before = address(amina)
    folder = settings.instance_path / "files"
    folder.rename(folder.with_name("away"))
    folder.write_text("no folder")
    try:
        answer = send(amina, picture(color="blue"))
        assert answer.status_code == 422
        assert error(answer).startswith("The file could not be kept: there is no room")
        assert address(amina) == before
        assert amina.get(before).status_code == 404
    finally:
        folder.unlink()
        folder.with_name("away").rename(folder)
    assert amina.get(before).status_code == 200


def test_a_photo_needs_the_form_of_the_person_itself(amina, nobody, app):
    assert nobody.post("/you/photo", {"photo": (io.BytesIO(picture()), "me.jpg")}).location.startswith(
        "/sign-in"
    )
    client = amina.client
    assert client.post("/you/photo", data={"photo": (io.BytesIO(picture()), "me.jpg")}).status_code == 400
    with app.app_context():
        assert session.get_one(Person, amina.id).photo is None
