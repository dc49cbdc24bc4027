#!/usr/bin/env python3
"""Two letters whose matter is a page that lies deep: in a zip in a message
passed on, and in winmail.dat.

    wrapped_page.py PAGE.jpg TO FOLDER     writes in-archive.eml, in-winmail.eml
"""
import email.message
import email.policy
import io
import struct
import sys
import zipfile

FILE = 2  # level of an attribute
BEGIN, TITLE, DATA = 0x00069002, 0x00018010, 0x0006800F


def letter(name, to, subject):
    out = email.message.EmailMessage(policy=email.policy.SMTP)
    out["From"] = f"Olga <{name}@customer.example>"
    out["To"] = to
    out["Subject"] = subject
    out["Date"] = "Mon, 23 Nov 2026 11:30:00 +0200"
    out["Message-ID"] = f"<{name}@customer.example>"
    return out


def in_archive(page, to):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("page.jpg", page)
    inner = letter("inner", to, "письмо")
    inner.set_content("во вложении\n")
    inner.add_attachment(
        packed.getvalue(), maintype="application", subtype="zip",
        filename="papers.zip")
    out = letter("in-archive", to, "пересылаю")
    out.set_content("см. вложение\n")
    out.add_attachment(inner, filename="letter.eml")
    return out


def attribute(number, data):
    return (struct.pack("<BII", FILE, number, len(data)) + data
            + struct.pack("<H", sum(data) & 0xFFFF))


def in_winmail(page, to):
    # Another picture than the one above: the same bytes are read once.
    stream = (struct.pack("<IH", 0x223E9F78, 1) + attribute(BEGIN, bytes(14))
              + attribute(TITLE, b"page.jpg\0") + attribute(DATA, page + b"\0"))
    out = letter("in-winmail", to, "письмо от Outlook")
    out.set_content("см. вложение\n")
    out.add_attachment(stream, maintype="application", subtype="ms-tnef",
                       filename="winmail.dat")
    return out


def main():
    source, to, folder = sys.argv[1:]
    with open(source, "rb") as file:
        page = file.read()
    for name, make in ("in-archive", in_archive), ("in-winmail", in_winmail):
        with open(f"{folder}/{name}.eml", "wb") as file:
            file.write(bytes(make(page, to)))


main()
