#!/usr/bin/env python3
"""Files that are broken or want to be expensive: bad_files.py OUTDIR [MB].

Made, not kept: what is wrong with each is read here.  A bomb unpacks to MB
(1024) megabytes.  Real pages come from samples/scans (run from the top of the
checkout)."""
import hashlib
import os
import struct
import sys
import zlib

out = sys.argv[1]
BOMB = int(sys.argv[2] if len(sys.argv) > 2 else "1024") << 20
SCANS = "samples/scans/"


def put(name, data):
    with open(os.path.join(out, name), "wb") as file:
        file.write(data)


def sample(name):
    with open(SCANS + name, "rb") as file:
        return file.read()


def zeros(count):
    """zlib of so many zero bytes, without holding them."""
    packer = zlib.compressobj(9)
    block, parts = bytes(1 << 20), []
    while count > 0:
        parts.append(packer.compress(block[:min(count, len(block))]))
        count -= len(block)
    return b"".join(parts) + packer.flush()


# --- PNG -----------------------------------------------------------------

def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(
        ">I", zlib.crc32(body))


def png(width, height, packed, extra=b""):
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + extra +
            chunk(b"IDAT", packed) + chunk(b"IEND", b""))


# --- TIFF ----------------------------------------------------------------

def tiff(pages, width, height, packed, next_of=None):
    """One-bit pages that share one deflated strip.  next_of(i): where page
    i's directory points to, by number; None: to the next."""
    entries = 9
    size = 2 + entries * 12 + 4
    strip_at = 8
    first = strip_at + len(packed)
    first += first % 2
    data = bytearray(b"II*\0" + struct.pack("<I", first) + packed)
    data += bytes(first - len(data))

    def entry(tag, kind, value):
        return struct.pack("<HHII", tag, kind, 1, value)

    for i in range(pages):
        after = i + 1 if next_of is None else next_of(i)
        place = first + after * size if after < pages else 0
        data += struct.pack("<H", entries)
        data += entry(256, 4, width) + entry(257, 4, height)
        data += entry(258, 3, 1) + entry(259, 3, 8) + entry(262, 3, 1)
        data += entry(273, 4, strip_at) + entry(277, 3, 1)
        data += entry(278, 4, height) + entry(279, 4, len(packed))
        data += struct.pack("<I", place)
    return bytes(data)


# --- PDF -----------------------------------------------------------------

def pdf(objects, trailer=b""):
    """Objects 1, 2, … without a table: readers find them by themselves."""
    text = b"%PDF-1.4\n"
    for number, body in enumerate(objects, 1):
        text += b"%d 0 obj" % number + body + b"endobj\n"
    return text + b"trailer<</Root 1 0 R" + trailer + b">>\n"


def stream(data, about=b""):
    return (b"<<" + about + b"/Length %d>>stream\n" % len(data) + data +
            b"\nendstream\n")


def one_page(content, resources=b"", rest=(), about=b"", box=b"0 0 595 842"):
    return pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[" + box +
        b"]/Contents 4 0 R/Resources<<" + resources + b">>>>",
        stream(content, about), *rest])


def many_pages(count):
    kids = b" ".join(b"%d 0 R" % (i + 3) for i in range(count))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 150 150]>>"
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count] +
               [page] * count)


def hole():
    """Three pages, the second of which is not there."""
    page = (b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R"
            b"/Resources<</Font<</F<</Type/Font/Subtype/Type1"
            b"/BaseFont/Helvetica>>>>>>>>")
    text = (b"BT /F 12 Tf 72 700 Td (My line is dead and nobody repairs it, "
            b"page %d) Tj ET")
    return pdf([b"<</Type/Catalog/Pages 2 0 R>>",
                b"<</Type/Pages/Kids[3 0 R 9 0 R 4 0 R]/Count 3>>",
                page % 5, page % 6, stream(text % 1), stream(text % 3)])


def laughs(depth):
    """Each form draws the next one ten times."""
    rest = []
    for i in range(depth):
        inner = (b"/F Do " * 10 if i + 1 < depth else b"0 0 9 9 re f")
        rest.append(stream(
            inner, b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]"
            b"/Resources<</XObject<</F %d 0 R>>>>" % (i + 6)))
    return one_page(b"/F Do", b"/XObject<</F 5 0 R>>", rest)


def rc4(key, data):
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    i = j = 0
    answer = bytearray()
    for byte in data:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        answer.append(byte ^ box[(box[i] + box[j]) % 256])
    return bytes(answer)


def locked(password):
    """ISO 32000-1, 7.6.3, revision 2, by its algorithms 2, 3 and 4."""
    pad = bytes.fromhex("28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e80"
                        "2f0ca9fe6453697a")
    filled = (password + pad)[:32]
    owner = rc4(hashlib.md5(filled).digest()[:5], filled)
    mark = b"0123456789abcdef"
    key = hashlib.md5(filled + owner + struct.pack("<i", -4) +
                      mark).digest()[:5]
    user = rc4(key, pad)
    secret = rc4(hashlib.md5(key + struct.pack("<I", 4)[:3] + b"\0\0")
                 .digest()[:10], b"0 0 99 99 re f")
    return pdf([
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        stream(secret),
        b"<</Filter/Standard/V 1/R 2/P -4/O<" + owner.hex().encode() +
        b">/U<" + user.hex().encode() + b">>>"],
        b"/Encrypt 5 0 R/ID[<" + mark.hex().encode() + b"><" +
        mark.hex().encode() + b">]")


# --- all of them ---------------------------------------------------------

put("empty.pdf", b"")
put("heic.jpg", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(4000))
put("gif.png", b"GIF89a\1\0\1\0\0\0\0;")
for name, share in (("uk-subscription.tif", 0.5), ("ru-speed.jpg", 0.6),
                    ("uk-thanks.png", 0.6), ("en-staff.webp", 0.7),
                    ("be-roaming.pdf", 0.9), ("be-roaming.pdf", 0.3)):
    data = sample(name)
    put("cut-%d-%s" % (share * 100, name), data[:int(len(data) * share)])
noise = bytearray(sample("uk-subscription.tif"))
noise[len(noise) // 3:len(noise) // 3 + 200] = b"\xff" * 200
put("noise.tif", noise)
put("password.pdf", locked(b"secret"))

put("wide-20000.png", png(20000, 20000, zeros(20000 * 2501)))
put("wide-20000.tif", tiff(1, 20000, 20000, zeros(20000 * 2500)))
jpeg = bytearray(sample("ru-speed.jpg"))
frame = next(i for i in range(len(jpeg) - 9)
             if jpeg[i] == 0xFF and jpeg[i + 1] in (0xC0, 0xC2))
jpeg[frame + 5:frame + 9] = struct.pack(">HH", 20000, 20000)
put("wide-20000.jpg", jpeg)
put("wide-20000.pdf", one_page(
    b"q 595 0 0 842 0 0 cm /I Do Q", b"/XObject<</I 5 0 R>>",
    [stream(zeros(20000 * 20000), b"/Type/XObject/Subtype/Image/Width 20000"
            b"/Height 20000/BitsPerComponent 8/ColorSpace/DeviceGray"
            b"/Filter/FlateDecode")]))
put("strip.png", png(1, 100000, zeros(200000)))
put("strip.tif", tiff(1, 100000, 1, zeros(12500)))
put("plan.pdf", one_page(b"", box=b"0 0 200000 200000"))

put("pages-5000.tif", tiff(5000, 400, 400, zeros(20000)))
put("pages-5000.pdf", many_pages(5000))
put("loop.tif", tiff(3, 400, 400, zeros(20000), lambda i: (i + 1) % 3))
put("loop.pdf", pdf([b"<</Type/Catalog/Pages 2 0 R>>",
                     b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]))

put("bomb-behind.png", png(600, 800, zeros(800 * 76 + BOMB)))
put("bomb-text.png", png(600, 800, zeros(800 * 76), chunk(
    b"zTXt", b"a\0\0" + zeros(BOMB))))
put("bomb-strip.tif", tiff(1, 600, 800, zeros(BOMB)))
put("bomb-content.pdf", one_page(zeros(BOMB), about=b"/Filter/FlateDecode"))
put("bomb-twice.pdf", one_page(zlib.compress(zeros(BOMB), 9),
                               about=b"/Filter[/FlateDecode/FlateDecode]"))
put("hole.pdf", hole())
put("laughs.pdf", laughs(9))
put("deep.pdf", one_page(b"[" * 200000))
