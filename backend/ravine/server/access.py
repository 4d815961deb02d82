"""Who may come in: checked on every request and every socket before it is routed.

By default only this computer is listened to, without a password. A page of somebody else, open in the same browser,
must not reach Ravine all the same: not under a name of its own that leads here (Host), and not by commands from its
origin (Origin). Any other address needs a token: given once as `?token=`, then kept in a cookie that no script reads.
"""

from __future__ import annotations

import hmac
import html
import ipaddress
import socket
from collections.abc import Collection, Mapping
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = ("localhost", "127.0.0.1", "::1")
HARMLESS = ("GET", "HEAD", "OPTIONS")
OPEN_TO_ALL = ("/api/health",)
"""What needs no token: it tells nothing, and a container's health check knows none."""

MISDIRECTED = "Ravine does not answer to this name. Open the address that it printed when it started."
FOREIGN = "Ravine takes commands from its own page only."
ASKS = "This Ravine asks for a token. Open the address that it printed when it started: it ends in ?token=..."


def is_loopback(host: str) -> bool:
    """Whether what listens on `host` can be reached from this computer only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def names_of(host: str) -> frozenset[str]:
    """The names that a server bound to `host` may be called by, beside addresses where it is bound to more than one."""
    machine = () if is_loopback(host) else (socket.gethostname().lower(), socket.getfqdn().lower())
    return frozenset({*LOOPBACK, host.lower(), *machine})


class Access:
    """token: None where nobody has to know one. names: what Host may be. addresses: whether it may be any IP address
    (an address cannot be pointed here by somebody else, a name can)."""

    def __init__(self, token: str | None = None, names: Collection[str] = LOOPBACK, addresses: bool = False) -> None:
        self.token = token
        self._names = frozenset(name.lower() for name in names)
        self._addresses = addresses

    def knows_host(self, host: str | None) -> bool:
        """Whether this server may be called so: `name`, `name:port` or `[v6]:port`."""
        name = hostname(f"//{host}") if host else None
        if name is None:
            return False
        return name in self._names or (self._addresses and _is_address(name))

    def is_own_origin(self, headers: Mapping[str, str]) -> bool:
        """Whether the request comes from a page of this server, or from no page at all.

        A browser always sends Origin with a socket and with what changes something; other programs need not.
        """
        origin = headers.get("origin")
        if origin is None:
            return headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        scheme = origin.partition(":")[0]
        own = place(f"{scheme}://{headers.get('host', '')}")
        return scheme in ("http", "https") and own is not None and own == place(origin)

    def is_token(self, given: str | None) -> bool:
        """Compared in constant time; true where none is asked for."""
        if self.token is None:
            return True
        return given is not None and hmac.compare_digest(given.encode(), self.token.encode())


def hostname(address: str) -> str | None:
    """The name in an address, lower case and without port; None where there is none."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises ValueError where it is no number
        more = parts.path or parts.query or parts.fragment or parts.username is not None
        return None if more else parts.hostname
    except ValueError:
        return None


def place(address: str) -> tuple[str, int | None] | None:
    """Name and port of an address, the scheme's own port filled in; None where it is no address."""
    name = hostname(address)
    if name is None:
        return None
    parts = urlsplit(address)
    return name, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


class Door:
    """Lets a request through to `app`, or answers it. A socket without a token is let in: it may bring one in hello.

    scope["state"]["known"] tells the socket whether it still has to.
    """

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self._app = app
        self._access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            await refusal(scope, receive, send)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        access = self._access
        if len(headers.getlist("host")) != 1 or not access.knows_host(headers["host"]):
            return PlainTextResponse(MISDIRECTED, 421)
        changes = scope["type"] == "websocket" or scope["method"] not in HARMLESS
        if changes and (len(headers.getlist("origin")) > 1 or not access.is_own_origin(headers)):
            return PlainTextResponse(FOREIGN, 403)
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = next((value for name, value in query if name == "token"), None)
        known = access.is_token(given if given is not None else _kept(scope, headers))
        if scope["type"] == "websocket":
            scope.setdefault("state", {})["known"] = known
            return None
        if scope["path"] in OPEN_TO_ALL:
            return None
        if not known:
            return PlainTextResponse(ASKS, 401, {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store"})
        if given is not None and access.token is not None and scope["path"] == "/" and scope["method"] == "GET":
            return _welcome(scope, headers, given, urlencode([pair for pair in query if pair[0] != "token"]))
        return None


def _cookie_name(scope: Scope) -> str:
    """One a port, for cookies do not tell ports apart."""
    server = scope.get("server") or ("", 0)
    return f"ravine-token-{server[1]}"


def _kept(scope: Scope, headers: Headers) -> str | None:
    """The token that the visitor's cookie or Authorization header holds."""
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(_cookie_name(scope))
    except CookieError:
        return None
    return cookie.value if cookie else None


def _welcome(scope: Scope, headers: Headers, token: str, query: str) -> Response:
    """Keep the token in a cookie, and lead to the address without it.

    A strict cookie does not travel with a redirect that began on another site (a link in a mail); a page of ours that
    goes on by itself is a beginning of its own.
    """
    target = "/" + (f"?{query}" if query else "")
    response: Response
    if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
        response = RedirectResponse(target, 303)
    else:
        response = HTMLResponse(
            f'<!doctype html><meta http-equiv="refresh" content="0;url={html.escape(target)}"><title>Ravine</title>'
        )
    response.set_cookie(
        _cookie_name(scope), token, httponly=True, samesite="strict", secure=scope.get("scheme") == "https"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
