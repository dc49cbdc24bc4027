#!/usr/bin/env python3
"""A token server for tests (RFC 6749, section 6): HTTPS on loopback.

    token_server.py CERT KEY ACCESS_TOKEN_FILE LOG

Prints its port.  Takes client "plaint" with secret "client-secret" and the
refresh token "first" or "second", gives the access token in the file and
"second" as the next refresh token.  LOG gets a line per request.  With
REFRESH_ONCE in the environment "first" is taken once.
"""
import http.server
import json
import os
import ssl
import sys
import urllib.parse

CERT, KEY, ACCESS_TOKEN_FILE, LOG = sys.argv[1:]
GOOD_TOKENS = ["first", "second"]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        length = min(int(self.headers.get("Content-Length", 0)), 65536)
        form = dict(urllib.parse.parse_qsl(self.rfile.read(length).decode()))
        good = (
            form.get("grant_type") == "refresh_token"
            and form.get("client_id") == "plaint"
            and form.get("client_secret") == "client-secret"
            and form.get("refresh_token") in GOOD_TOKENS
        )
        with open(LOG, "a", encoding="utf-8") as log:
            log.write(f"{good} {form.get('refresh_token')}\n")
        if good and "REFRESH_ONCE" in os.environ:
            GOOD_TOKENS[:] = ["second"]
        if good:
            with open(ACCESS_TOKEN_FILE, encoding="utf-8") as file:
                token = file.read().strip()
            answer = {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": 3600,
                "refresh_token": "second",
            }
        else:
            answer = {
                "error": "invalid_grant",
                "error_description": "this refresh token is not known",
            }
        body = json.dumps(answer).encode()
        self.send_response(200 if good else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERT, KEY)
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_address[1], flush=True)
server.serve_forever()
