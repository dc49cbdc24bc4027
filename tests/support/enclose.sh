#!/bin/bash
# Make the samples whose matter is in an attachment again:
#     enclose.sh RENDER_PAGE OUTDIR
# RENDER_PAGE is build/bench/render_page.
set -eu
program=$1 out=$2 from=$(dirname "$0")/letters
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

word() { printf '=?UTF-8?B?%s?=' "$(printf %s "$1" | base64 -w0)"; }

mail() { # NAME FROM ADDRESS SUBJECT BODY TYPE FILE FILENAME [DISPOSITION]
	cat <<-END
	From: $(word "$2") <$3>
	To: skarga@plaint.example
	Subject: $(word "$4")
	Date: Mon, 23 Nov 2026 10:15:00 +0200
	Message-ID: <$1@customer.example>
	MIME-Version: 1.0
	Content-Type: multipart/mixed; boundary="part-$1"

	--part-$1
	Content-Type: text/plain; charset=utf-8
	Content-Transfer-Encoding: 8bit

	$5

	--part-$1
	Content-Type: $6; name="$(word "$8")"
	Content-Transfer-Encoding: base64
	Content-Disposition: ${9:-attachment}; filename="$(word "$8")"

	$(base64 "$7")

	--part-$1--
	END
}

"$program" --dpi 150 --noise 2 --skew 0.7 --shade 25 --quality 35 \
	"$from/uk-outage-enclosed.txt" "$work/page.jpg"
"$program" --dpi 200 --picture --noise 1 --skew -0.5 --quality 30 \
	"$from/ru-terminate-enclosed.txt" "$work/page.pdf"

# A disc of 720 x 720: a logo as large as a small page.
python3 - "$work/logo.png" <<-END
	import struct, sys, zlib
	side = 720
	rows = bytearray()
	for y in range(side):
	    rows.append(0)
	    for x in range(side):
	        inside = (x - 360) ** 2 + (y - 360) ** 2 < 330 ** 2
	        bar = inside and abs((x - y) % 180 - 90) < 20
	        rows += bytes((20, 90, 200) if inside and not bar
	                      else (255, 255, 255))
	def chunk(kind, data):
	    body = kind + data
	    return (struct.pack(">I", len(data)) + body +
	            struct.pack(">I", zlib.crc32(body)))
	with open(sys.argv[1], "wb") as out:
	    out.write(b"\x89PNG\r\n\x1a\n" +
	              chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2,
	                                         0, 0, 0)) +
	              chunk(b"IDAT", zlib.compress(bytes(rows), 9)) +
	              chunk(b"IEND", b""))
END

mail uk-scan-enclosed 'Оксана Мельничук' oksana.m@customer.example \
	'Звернення' 'Доброго дня, скарга у вкладенні.' \
	image/jpeg "$work/page.jpg" 'Скан.jpg' >"$out/uk-scan-enclosed.eml"
mail ru-pdf-enclosed 'Игорь' savchenko71@customer.example \
	'Письмо' '' application/pdf "$work/page.pdf" 'Scan_20261123.pdf' \
	>"$out/ru-pdf-enclosed.eml"
mail uk-logo-enclosed 'Петро Гнатюк' petro.h@customer.example \
	'Рахунок' 'Добрий день! У листопадовому рахунку двічі нараховано плату
за телебачення, якого я не замовляв. Прошу перерахувати рахунок і
повернути 120,00 грн. Особовий рахунок 60223311.

З повагою, Петро Гнатюк' \
	image/png "$work/logo.png" 'image001.png' inline \
	>"$out/uk-logo-enclosed.eml"
