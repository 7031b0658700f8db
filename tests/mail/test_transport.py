"""Handing mails over, to files and to servers with all kinds of manners."""

from __future__ import annotations

import re
import socket
import time
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentortrain.mail import transport
from mentortrain.mail.transport import Post, Refused, TryLater, file_name, open_post
from tests.mail.post_office import Office, certificate, knows, open_office

HELLO = "hello@training.example.org"
AMINA, BRUNO, DOV = "amina@example.org", "bruno@example.org", "dov@example.org"
MESSAGE = b"Subject: Hello\r\n\r\nGood morning.\r\n.\r\n..\r\nEnd.\r\n"


def test_without_a_server_each_message_is_a_file(tmp_path: Path) -> None:
    with open_post(None, tmp_path / "instance" / "outbox") as post:
        post.send("webinars.update:7:1:3", HELLO, AMINA, MESSAGE)
        post.send("webinars.update:7:1:4", HELLO, BRUNO, MESSAGE)
        post.send("webinars.update:7:1:4", HELLO, BRUNO, b"the second try\r\n")
    written = {path.name: path.read_bytes() for path in (tmp_path / "instance" / "outbox").iterdir()}
    assert written == {
        "webinars.update=3a7=3a1=3a3.eml": MESSAGE,
        "webinars.update=3a7=3a1=3a4.eml": b"the second try\r\n",
    }


def test_folder_that_cannot_be_written_means_later(tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("a file where a folder should be")
    with open_post(None, tmp_path / "outbox") as post, pytest.raises(TryLater, match="cannot write to"):
        post.send("a", HELLO, AMINA, MESSAGE)


def test_failed_write_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / file_name("a")).mkdir()
    with open_post(None, tmp_path) as post, pytest.raises(TryLater):
        post.send("a", HELLO, AMINA, MESSAGE)
    assert [path.name for path in tmp_path.iterdir()] == ["a.eml"]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("sign-in_3.a", "sign-in_3.a.eml"),
        ("A", "=41.eml"),
        ("../../etc/passwd", "=2e.=2f..=2fetc=2fpasswd.eml"),
        ("", "=.eml"),
        ("=", "=3d.eml"),
        ("é", "=c3=a9.eml"),
        ("a\x00b", "a=00b.eml"),
    ],
)
def test_file_names_by_example(key: str, name: str) -> None:
    assert file_name(key) == name


KEYS = st.one_of(
    st.text(), st.text(alphabet="aA.=~/\\é\x00", max_size=6), st.text(alphabet="aB:", min_size=140)
)


@given(KEYS, KEYS)
def test_every_key_has_a_safe_file_name_of_its_own(one: str, other: str) -> None:
    assert re.fullmatch(r"[a-z0-9_=-][a-z0-9_.=-]*(~[0-9a-f]{64})?\.eml", file_name(one))
    assert len(file_name(one)) <= 154
    assert (file_name(one) == file_name(other)) == (one == other)


def test_long_keys_that_differ_at_the_end_differ(tmp_path: Path) -> None:
    with open_post(None, tmp_path) as post:
        for end in "123":
            post.send("x" * 5000 + end, HELLO, AMINA, MESSAGE)
    assert len(list(tmp_path.glob("*.eml"))) == 3


def test_many_messages_go_over_one_connection() -> None:
    office = Office()
    with open_office(office) as port, _post(port) as post:
        for _ in range(20):
            post.send("k", HELLO, AMINA, MESSAGE)
    assert office.taken == [(HELLO, AMINA, MESSAGE)] * 20
    assert len(office.connections) == 1
    assert office.goodbyes == 1


def test_nothing_is_opened_when_nothing_is_sent() -> None:
    with open_post("smtp://127.0.0.1:1", Path("/nowhere")):
        pass


def test_idle_connection_that_was_dropped_is_opened_again() -> None:
    office = Office()
    with open_office(office, timeout=0.3) as port, _post(port) as post:
        post.send("k1", HELLO, AMINA, MESSAGE)
        time.sleep(0.8)
        post.send("k2", HELLO, BRUNO, MESSAGE)
    assert office.recipients == [AMINA, BRUNO]
    assert len(office.connections) == 2


def test_server_that_takes_two_a_connection_gets_all_of_them() -> None:
    office = Office()
    office.messages_a_connection = 2
    with open_office(office) as port, _post(port) as post:
        for _ in range(5):
            post.send("k", HELLO, AMINA, MESSAGE)
    assert office.recipients == [AMINA] * 5
    assert len(office.connections) == 3


def test_connection_lost_within_a_message_means_later_and_no_second_copy() -> None:
    """The server may have taken it: only the outbox may decide to send it again."""
    office = Office()
    with open_office(office) as port, _post(port) as post:
        post.send("k1", HELLO, AMINA, MESSAGE)
        office.drops_at_data = 1
        with pytest.raises(TryLater, match=r"127\.0\.0\.1"):
            post.send("k2", HELLO, BRUNO, MESSAGE)
        assert office.recipients == [AMINA]
        post.send("k2", HELLO, BRUNO, MESSAGE)
    assert office.recipients == [AMINA, BRUNO]


@pytest.mark.parametrize(
    ("step", "address", "answer", "outcome"),
    [
        ("RCPT", DOV, "550 5.1.1 no such mailbox", Refused),
        ("RCPT", DOV, "554 5.7.1 not welcome", Refused),
        ("RCPT", DOV, "450 4.2.0 greylisted", TryLater),
        ("RCPT", DOV, "452 4.2.2 mailbox full", TryLater),
        ("RCPT", DOV, "530 5.7.0 sign in first", TryLater),
        ("DATA", DOV, "552 5.3.4 too big", Refused),
        ("DATA", DOV, "451 4.3.0 try again", TryLater),
        ("MAIL", HELLO, "550 5.7.1 you may not send as this", TryLater),
        ("MAIL", HELLO, "451 4.3.0 busy", TryLater),
    ],
)
def test_a_no_is_told_apart_and_the_next_message_goes(
    step: str, address: str, answer: str, outcome: type[Exception]
) -> None:
    office = Office()
    office.answers[step][address] = answer
    with open_office(office) as port, _post(port) as post:
        with pytest.raises(outcome, match=re.escape(answer)) as raised:
            post.send("k1", HELLO, DOV, MESSAGE)
        assert type(raised.value) is outcome
        office.answers[step].clear()
        post.send("k2", HELLO, AMINA, MESSAGE)
    assert office.recipients == [AMINA]
    assert len(office.connections) == 1


@pytest.mark.parametrize("address", ["", "amina", "amina@example.org\r\nRCPT TO:<dov@example.org>", "<a@b>"])
def test_what_is_no_address_is_refused_before_anybody_is_asked(address: str) -> None:
    with (
        open_post("smtp://127.0.0.1:1", Path("/nowhere")) as post,
        pytest.raises(Refused, match="no mail address"),
    ):
        post.send("k", HELLO, address, MESSAGE)


def test_no_server_means_later() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
        with (
            _post(taken.getsockname()[1]) as post,
            pytest.raises(TryLater, match=r"127\.0\.0\.1: ConnectionRefusedError"),
        ):
            post.send("k", HELLO, AMINA, MESSAGE)


def test_silent_server_means_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with _post(silent.getsockname()[1]) as post, pytest.raises(TryLater, match="timed out"):
            post.send("k", HELLO, AMINA, MESSAGE)
        assert time.monotonic() - began < 5


def test_address_beyond_ascii_goes_where_it_is_understood() -> None:
    office = Office()
    with open_office(office, enable_SMTPUTF8=True) as port, _post(port) as post:
        post.send("k1", HELLO, "josé@straße.example", MESSAGE)
        post.send("k2", HELLO, AMINA, MESSAGE)
    assert office.recipients == ["josé@xn--strae-oqa.example", AMINA]


def test_address_beyond_ascii_is_refused_where_it_is_not_understood() -> None:
    office = Office()
    with open_office(office, enable_SMTPUTF8=False) as port, _post(port) as post:
        with pytest.raises(Refused, match="beyond ASCII"):
            post.send("k1", HELLO, "josé@example.org", MESSAGE)
        post.send("k2", HELLO, "amina@straße.example", MESSAGE)
    assert office.recipients == ["amina@xn--strae-oqa.example"]


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_user_and_password_come_decoded_from_the_address() -> None:
    office = Office()
    user, password = "post@example.org", "p@ss/w:rd %41 #?"
    with open_office(
        office, authenticator=knows(user, password), auth_required=True, auth_require_tls=False
    ) as port:
        with open_post(
            f"smtp://{quote(user, safe='')}:{quote(password, safe='')}@127.0.0.1:{port}", Path()
        ) as post:
            post.send("k", HELLO, AMINA, MESSAGE)
        with (
            open_post(f"smtp://post:wrong@127.0.0.1:{port}", Path()) as post,
            pytest.raises(TryLater, match="535"),
        ):
            post.send("k", HELLO, AMINA, MESSAGE)
        with _post(port) as post, pytest.raises(TryLater, match="530"):
            post.send("k", HELLO, AMINA, MESSAGE)
    assert office.recipients == [AMINA]


def test_password_never_leaves_this_machine_unencrypted() -> None:
    office, manners = Office(), {"authenticator": knows("a", "b"), "auth_require_tls": False}
    try:
        with (
            open_office(office, host="127.0.0.2", **manners) as port,
            open_post(f"smtp://a:b@127.0.0.2:{port}", Path()) as post,
            pytest.raises(TryLater, match="encryption"),
        ):
            post.send("k", HELLO, AMINA, MESSAGE)
    except OSError as error:
        pytest.skip(f"there is no second loopback address here: {error}")
    assert office.taken == []


def test_password_beyond_ascii_is_named_as_the_trouble() -> None:
    office = Office()
    with (
        open_office(office, authenticator=knows("a", "é"), auth_require_tls=False) as port,
        open_post(f"smtp://a:%C3%A9@127.0.0.1:{port}", Path()) as post,
        pytest.raises(TryLater, match="must be ASCII"),
    ):
        post.send("k", HELLO, AMINA, MESSAGE)


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_tls_is_spoken_with_a_server_that_can_be_trusted(
    scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office()
    context, trusted = certificate(tmp_path)
    manners = {"tls_context": context} if scheme == "smtp" else {"tls_from_start": context}
    with open_office(office, **manners) as port:
        with (
            open_post(f"{scheme}://127.0.0.1:{port}", Path()) as post,
            pytest.raises(TryLater, match="CERTIFICATE"),
        ):
            post.send("k", HELLO, AMINA, MESSAGE)
        assert office.taken == []
        monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
        with open_post(f"{scheme}://127.0.0.1:{port}", Path()) as post:
            post.send("k", HELLO, AMINA, MESSAGE)
    assert office.recipients == [AMINA]
    assert scheme == "smtps" or office.connections[-1].ssl is not None


@pytest.mark.parametrize("url", ["http://example.org", "smtp://", "smtps:"])
def test_address_of_no_mail_server_is_said_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="must start with smtp"), open_post(url, Path()):
        pass


def _post(port: int) -> AbstractContextManager[Post]:
    return open_post(f"smtp://127.0.0.1:{port}", Path("/nowhere"))
