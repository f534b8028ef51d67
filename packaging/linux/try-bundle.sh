#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Tries a built WellPlan: makes a plan from an example, makes its PDF, and opens its window.
# Nothing of this project's Python is in its way: an empty environment and a folder of its own.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'echo "The built WellPlan failed at line $LINENO of $0" >&2' ERR
cd "$folder"

wellplan() { env -i HOME="$folder" PATH=/usr/bin:/bin LANG=C.UTF-8 "$program" "$@"; }
example=$(find "$root/resources/examples" -name '*.json' | sort | head -n 1)

echo "six plain words for this try" | wellplan create try.wellplan --from "$example" | grep '^recovery code: ' >/dev/null
for layout in whole crisis card admission; do
    echo "six plain words for this try" | wellplan export try.wellplan --to pdf --layout "$layout" --out "$layout.pdf"
    pdftotext "$layout.pdf" "$layout.txt"
    grep -q '[a-z]' "$layout.txt"
done
echo "six plain words for this try" | wellplan export try.wellplan --to json --out back.json
cmp back.json "$example"

"$root/packaging/with-screen.sh" env -u LD_LIBRARY_PATH HOME="$folder" \
    timeout 60 "$program" try.wellplan --measure-start
echo "The built WellPlan made four PDFs and opened its window."
