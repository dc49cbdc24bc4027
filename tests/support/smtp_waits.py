#!/usr/bin/env python3
"""An SMTP server on a loopback port of its own, which it prints: it keeps each
message in FOLDER and, before it says 250 to the dot, waits for FOLDER/go.
While there is FOLDER/mail or FOLDER/rcpt, its text is the answer to MAIL or
RCPT.

    smtp_waits.py FOLDER
"""
import os
import socket
import sys
import threading
import time


def told(folder, verb):
    """What a file of the command's name wants said, else yes."""
    path = os.path.join(folder, verb)
    if verb not in ("mail", "rcpt") or not os.path.exists(path):
        return "250 yes"
    with open(path) as words:
        return words.read().strip()


def talk(line, folder):
    read = line.makefile("rb")

    def say(text):
        line.sendall(text.encode() + b"\r\n")

    say("220 waits")
    while True:
        command = read.readline().decode("utf-8", "replace").upper()
        if command.startswith("EHLO"):
            say("250 waits")
        elif command.startswith("DATA"):
            say("354 go on")
            text = b""
            while not text.endswith(b"\r\n.\r\n"):
                more = read.readline()
                if not more:
                    return
                text += more
            name = str(time.time_ns())
            with open(os.path.join(folder, name + ".eml"), "wb") as out:
                out.write(text)
            while not os.path.exists(os.path.join(folder, "go")):
                time.sleep(0.05)
            say("250 taken")
        elif command == "" or command.startswith("QUIT"):
            return
        else:
            say(told(folder, command[:4].lower()))


def serve(line, folder):
    with line:
        try:
            talk(line, folder)
        except OSError:
            pass  # killed in the middle, which is the test


def main():
    server = socket.create_server(("127.0.0.1", 0))
    print(server.getsockname()[1], flush=True)
    while True:
        line = server.accept()[0]
        threading.Thread(
            target=serve, args=(line, sys.argv[1]), daemon=True).start()


main()
