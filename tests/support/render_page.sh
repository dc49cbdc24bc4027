#!/bin/sh
# Make samples/scans again: render_page.sh PROGRAM OUTDIR; or samples/batches:
# render_page.sh PROGRAM OUTDIR batches.  PROGRAM is build/bench/render_page.
# Needs fonts-liberation and fonts-dejavu-core; another version of them gives
# other bytes, and so does another day where it is a PDF.
set -eu
program=$1 out=$2 from=$(dirname "$0")/letters

page() { # name.ext option...
	name=$1
	shift
	"$program" "$@" "$from/${name%.*}.txt" "$out/$name"
}

# samples/batches: OUTDIR is that folder then.
if [ "${3:-}" = batches ]; then
	page batch-departments.tif --dpi 200 --one-bit --noise 20 --speckles 0.1
	page batch-returned.tif --dpi 200 --one-bit --noise 15 --skew 0.8
	page batch-both-sides.tif --dpi 200 --one-bit --noise 25 --speckles 0.2
	exit
fi
page uk-subscription.tif --one-bit --noise 20 --speckles 0.2 --skew -0.8 --holes
page ru-speed.jpg --dpi 200 --skew 2.8 --noise 3 --shade 60 --blur 0.6 --quality 40
page be-roaming.pdf --dpi 200 --picture --noise 2 --skew 0.6 --blur 0.5 --quality 40 --font 'DejaVu Serif 10.5'
page en-termination.pdf --font 'Liberation Serif 11'
page uk-thanks.png --dpi 200 --one-bit --noise 25 --skew -1.5 --font 'DejaVu Sans 11'
page ru-delivery.tif --one-bit --rotate 90 --skew 0.9 --noise 15 --font 'Liberation Sans 12'
page be-sim.png --dpi 200 --one-bit --noise 20 --qr 'plaint:case:2026-000123'
page en-staff.webp --dpi 200 --rotate 180 --noise 2 --shade 30 --skew 1.1 --quality 35
