#!/usr/bin/env python3
"""TLS in front of a program that speaks on its standard input and output,
one process per connection; what inetd and stunnel would do.

    tls_exec.py CERT KEY COMMAND [ARGUMENT...]

Prints its port.
"""
import os
import socket
import ssl
import subprocess
import sys
import threading

CERT, KEY = sys.argv[1:3]
COMMAND = sys.argv[3:]


def upwards(connection, pipe):
    try:
        while data := connection.recv(65536):
            pipe.write(data)
            pipe.flush()
    except OSError:
        pass
    try:
        pipe.close()
    except OSError:
        pass


def serve(raw):
    try:
        connection = context.wrap_socket(raw, server_side=True)
    except (OSError, ssl.SSLError):
        return
    with connection, subprocess.Popen(
        COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as child:
        threading.Thread(
            target=upwards, args=(connection, child.stdin), daemon=True
        ).start()
        try:
            while data := os.read(child.stdout.fileno(), 65536):
                connection.sendall(data)
        except OSError:
            child.kill()


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(CERT, KEY)
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    client, _ = listener.accept()
    threading.Thread(target=serve, args=(client,), daemon=True).start()
