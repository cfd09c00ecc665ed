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

# bundle SOURCE OUTPUT FORMAT [HASHES]
# A classic script has a window and no import.meta: what is loaded later comes from beside document.currentScript there.
bundle() {
  input=$1 output=$2 format=$3 hashes=${4:-undefined}
  set --
  [ "$format" = esm ] || set -- --define:import.meta.url=undefined --define:globalThis=self
  esbuild "$input" --outfile="$out/$output" --format="$format" --bundle --minify --target=es2022 \
    --log-level=warning --loader:.css=text --alias:rate-ticker.css="$work/rate-ticker.css" \
    --define:INTEGRITY="$hashes" "$@"
}
hash() {
  sha384sum <"$1" | cut -c1-96 | tr -d '\n' | sed 's/../\\x&/g' | xargs -0 env printf '%b' | base64 -w0
}
later=''
for source in widget/spark widget/drag widget/format widget/aliases client/polling client/tabs; do
  file=${source##*/}
  bundle "$source.ts" "$file.js" esm
  later="$later${later:+,}\"$file\":\"sha384-$(hash "$out/$file.js")\""
done
bundle client/index.ts client.js esm
bundle widget/rate-ticker-define.ts widget.js iife
bundle widget/rate-ticker-module.ts widget.mjs esm
# What is served under the name of a version knows the hashes of what it loads later.
bundle widget/rate-ticker-define.ts tickerd.js iife "{$later}"
bundle widget/rate-ticker-module.ts tickerd.mjs esm "{$later}"
cp widget/tickerd.d.ts widget/custom-elements.json client/client.d.ts "$out/"
for page in board builder check demo embed status; do
  bundle "pages/$page.ts" "assets/$page.js" iife
  esbuild "pages/$page.css" --outfile="$out/assets/$page.css" --bundle --minify --log-level=warning
done
esbuild pages/page.css --outfile="$out/assets/page.css" --minify --log-level=warning
cp pages/*.html "$out/"
cp pages/assets/* "$out/assets/"
