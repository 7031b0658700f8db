"""Somebody with a browser behind the proxy: cookies, and the headers that the proxy sets."""

from __future__ import annotations

import http.client
import re
import urllib.parse
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

HOST = "training.example.org"
BASE_URL = f"https://{HOST}"


class Unexpected(Exception):  # noqa: N818  (it reads as what happened)
    """The site answered with something else than a person would need to go on."""


@dataclass
class Visitor:
    """One person's browser. Follows no redirect by itself."""

    port: int
    address: str  # what the proxy says of where they come from
    cookies: dict[str, str] = field(default_factory=dict)

    def headers(self, more: dict[str, str] | None = None) -> dict[str, str]:
        """What arrives with each request: the browser's and the proxy's."""
        cookie = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        return {
            "Host": HOST,
            "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Language": "en-US,en;q=0.5",
            "Accept-Encoding": "gzip",
            "Referer": f"{BASE_URL}/",
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": HOST,
            **(cookie if self.cookies else {}),
            **(more or {}),
        }

    def ask(
        self, method: str, path: str, form: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        """(status, headers, body) of one request. The cookie is Secure: a proxy speaks TLS, so we send it."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = urllib.parse.urlencode(form) if form is not None else None
        more = {"Content-Type": "application/x-www-form-urlencoded"} if form is not None else {}
        try:
            link.request(method, path, body, self.headers(more))
            answer = link.getresponse()
            content = answer.read()
        finally:
            link.close()
        for line in answer.headers.get_all("Set-Cookie", []):
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content

    def get(self, path: str) -> str:
        """The text of a page that must be there."""
        status, _, body = self.ask("GET", path)
        if status != 200:
            raise Unexpected(f"GET {path}: {status}")
        return body.decode()

    def token_of(self, path: str) -> str:
        """The CSRF token of a page."""
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get(path))
        if found is None:
            raise Unexpected(f"no form in {path}")
        return found[1]

    def send(self, path: str, *, shown_at: str, **values: str) -> str:
        """Send a form as the page at `shown_at` would; where it leads."""
        status, headers, body = self.ask("POST", path, {"csrf_token": self.token_of(shown_at), **values})
        if status != 302:
            raise Unexpected(f"POST {path}: {status} {body[:300]!r}")
        return headers["location"]

    def sign_in(self, link: str) -> None:
        """Through the mailed link: its page, then its button."""
        path = urllib.parse.urlsplit(link).path
        self.send(path, shown_at=path)
