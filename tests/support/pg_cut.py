#!/usr/bin/env python3
"""Stands between libpq and a PostgreSQL on a Unix socket, at the same name in
FOLDER.  While there is FOLDER/cut, the first COMMIT of a transaction in which
a statement with the text of the file's first line changed or added a row is
done by the server, and its answer is lost: the connection ends, and the line is
removed; with the last one, the file.

    pg_cut.py FOLDER_OF_THE_SERVER FOLDER
"""
import os
import socket
import struct
import sys
import threading

NAME = ".s.PGSQL.5432"


class Line:
    def __init__(self, client, folder, server_folder):
        self.client = client
        self.cut = os.path.join(folder, "cut")
        self.server = socket.socket(socket.AF_UNIX)
        self.server.connect(os.path.join(server_folder, NAME))
        self.statements = {}
        self.is_asked = False
        self.is_marked = False
        self.is_lost = False

    def wanted(self):
        try:
            with open(self.cut) as words:
                return words.readline().strip()
        except OSError:
            return None

    def strike(self):
        with open(self.cut) as words:
            rest = words.readlines()[1:]
        if not rest:
            os.unlink(self.cut)
            return
        with open(self.cut, "w") as words:
            words.writelines(rest)

    def look(self, kind, body):
        parts = body.split(b"\0")
        if kind == b"P":
            self.statements[parts[0]] = parts[1].decode()
        elif kind == b"B":
            text = self.wanted()
            self.is_asked = bool(
                text and text in self.statements.get(parts[1], ""))
        elif kind == b"Q" and parts[0] in (b"COMMIT", b"ROLLBACK"):
            self.is_lost = self.is_marked and parts[0] == b"COMMIT"
            self.is_marked = False

    def from_client(self):
        read = self.client.makefile("rb")
        size = read.read(4)
        self.server.sendall(size + read.read(struct.unpack("!I", size)[0] - 4))
        while True:
            head = read.read(5)
            if len(head) < 5:
                return
            body = read.read(struct.unpack("!I", head[1:])[0] - 4)
            self.look(head[:1], body)
            self.server.sendall(head + body)

    def from_server(self):
        while True:
            data = self.server.recv(65536)
            if self.is_lost:
                self.strike()
                return
            if not data:
                return
            if self.is_asked and (b"UPDATE 1\0" in data or
                                  b"INSERT 0 1\0" in data):
                self.is_marked = True
            self.client.sendall(data)

    def run(self, part):
        try:
            part()
        except (OSError, struct.error):
            pass
        for end in (self.client, self.server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


def main():
    server_folder, folder = sys.argv[1:]
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.path.join(folder, NAME))
    os.chmod(os.path.join(folder, NAME), 0o777)
    listener.listen(16)
    while True:
        line = Line(listener.accept()[0], folder, server_folder)
        for part in (line.from_client, line.from_server):
            threading.Thread(target=line.run, args=(part,),
                             daemon=True).start()


main()
