#!/bin/sh
# Fails when the widget has grown beyond what a page should have to load: 6 KB compressed.
set -eu

if [ $# -ne 1 ]; then
  echo "usage: web/size.sh OUT_DIR" >&2
  exit 2
fi
limit=6144
size=$(gzip -9 -c "$1/widget.js" | wc -c)
echo "widget.js: $size of $limit bytes (gzip)"
[ "$size" -le "$limit" ]
