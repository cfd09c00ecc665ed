#!/bin/sh
# Fails when a script has grown beyond what a page should have to load, compressed: 8 KB, better 6, and 2.5 KB for each
# file that is loaded when it is asked for; that of all tabs has a connection of its own.
set -eu

if [ $# -ne 1 ]; then
  echo "usage: web/size.sh OUT_DIR" >&2
  exit 2
fi
packed=$(mktemp)
trap 'rm -f "$packed"' EXIT
status=0
check() {
  gzip -9 -c "$1" >"$packed"
  size=$(wc -c <"$packed")
  echo "${1##*/}: $size of $2 bytes (gzip)"
  [ "$size" -le "$2" ] || status=1
}
check "$1/widget.js" 8192
echo "widget.js: the goal is 6144 bytes"
for file in spark format drag aliases polling; do
  check "$1/$file.js" 2560
done
check "$1/tabs.js" 5120
exit $status
