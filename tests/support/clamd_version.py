#!/usr/bin/env python3
"""A database for clamd for the sake of its version, which clamd tells when it
is asked (VERSION); the one signature in it, for it may not be empty, is of
bytes that nobody has.

    clamd_version.py VERSION FILE.cud
"""
import hashlib
import io
import sys
import tarfile

HEADER_BYTES = 512


def main():
    version, path = int(sys.argv[1]), sys.argv[2]
    rows = b"00000000000000000000000000000001:99999:Test.Nothing\n"
    head = (f"ClamAV-VDB:24 Nov 2026 09-00 +0000:{version}:1:90:X:X:test:"
            f"{1700000000 + version}")
    info = (f"{head}\ndaily.hdb:{len(rows)}:"
            f"{hashlib.sha256(rows).hexdigest()}\n")
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w",
                      format=tarfile.USTAR_FORMAT) as archive:
        for name, data in (("COPYING", b"test\n"),
                           ("daily.info", info.encode()),
                           ("daily.hdb", rows)):
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    with open(path, "wb") as file:
        file.write(head.encode().ljust(HEADER_BYTES) + packed.getvalue())


main()
