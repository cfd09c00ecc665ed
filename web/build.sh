#!/bin/sh
# Bundles the widget, the client and the pages into OUT_DIR. Needs esbuild (0.17 or later) on the PATH and nothing else.
set -eu

if [ $# -ne 1 ]; then
  echo "usage: web/build.sh OUT_DIR" >&2
  exit 2
fi
out=$(mkdir -p "$1/assets" && cd "$1" && pwd)
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
esbuild widget/rate-ticker.css --outfile="$work/rate-ticker.css" --minify --log-level=warning

bundle() {
  esbuild "$1" --outfile="$out/$2" --format="$3" --bundle --minify --target=es2022 --log-level=warning \
    --loader:.css=text --alias:rate-ticker.css="$work/rate-ticker.css"
}
bundle widget/rate-ticker-define.ts widget.js iife
bundle widget/spark.ts spark.js esm
bundle client/index.ts client.js esm
for page in board demo embed status; do
  bundle "pages/$page.ts" "assets/$page.js" iife
  esbuild "pages/$page.css" --outfile="$out/assets/$page.css" --bundle --minify --log-level=warning
  cp "pages/$page.html" "$out/$page.html"
done
esbuild pages/page.css --outfile="$out/assets/page.css" --minify --log-level=warning
cp pages/assets/* "$out/assets/"
