"""A real single sign-on on this machine: OpenID Connect and CAS 3, for whoever is next in `people`."""

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT, SECRET = "yipanqi", "a-secret-of-thirty-two-characters"
CAS = '<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">{}</cas:serviceResponse>'


@contextmanager
def sign_on(*people: str):
    """Its address; the first to come is the first of `people`, and so on. Codes and tickets are good for one use."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.people, server.known = list(people), {}
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    def do_GET(self) -> None:
        there = urlsplit(self.path)
        ask = {name: values[0] for name, values in parse_qs(there.query).items()}
        here = f"http://127.0.0.1:{self.server.server_port}"
        if there.path == "/.well-known/openid-configuration":
            self._json(
                {
                    "issuer": here,
                    "authorization_endpoint": f"{here}/authorize",
                    "token_endpoint": f"{here}/token",
                    "userinfo_endpoint": f"{here}/userinfo",
                    "jwks_uri": f"{here}/keys",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )
        elif there.path == "/authorize" and ask["client_id"] == CLIENT and "openid" in ask["scope"].split():
            back = {"code": self._note("code"), "state": ask["state"]}
            self._redirect(f"{ask['redirect_uri']}?{urlencode(back)}")
        elif there.path == "/userinfo":
            name = self.server.known.pop(self.headers["Authorization"].removeprefix("Bearer "), None)
            self._json({"sub": f"id-of-{name}", "preferred_username": name}, 200 if name else 401)
        elif there.path == "/cas/login":
            self._redirect(f"{ask['service']}&{urlencode({'ticket': self._note('ST')})}")
        elif there.path == "/cas/p3/serviceValidate":
            name = self.server.known.pop(ask["ticket"], None)
            said = f"<cas:authenticationSuccess><cas:user>{name}</cas:user></cas:authenticationSuccess>"
            failed = '<cas:authenticationFailure code="INVALID_TICKET">no</cas:authenticationFailure>'
            self._send(200, CAS.format(said if name else failed).encode(), "text/xml")
        else:
            self._send(404, b"", "text/plain")

    def do_POST(self) -> None:
        body = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        name = self.server.known.pop(body["code"][0], None)
        if self.path != "/token" or name is None or body["client_secret"] != [SECRET]:
            self._json({"error": "invalid_grant"}, 400)
            return
        here = f"http://127.0.0.1:{self.server.server_port}"
        claims = {"iss": here, "aud": CLIENT, "sub": f"id-of-{name}", "iat": 1, "exp": 2**33}
        token = self._note("token", name)
        self._json({"access_token": token, "token_type": "Bearer", "id_token": jwt.encode(claims, SECRET, "HS256")})

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def _note(self, kind: str, name: str = "") -> str:
        """A new code or ticket for the next of the people, or for one of them."""
        ticket = f"{kind}-{len(self.server.people)}-{len(self.server.known)}-{name}"
        self.server.known[ticket] = name or self.server.people.pop(0)
        return ticket

    def _json(self, value: object, status: int = 200) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _redirect(self, address: str) -> None:
        self.send_response(302)
        self.send_header("Location", address)
        self.end_headers()

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
