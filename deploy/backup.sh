#!/usr/bin/env bash
# A backup of everything that an installation keeps: `backup.sh FOLDER` writes FOLDER/<time>/ with
#   database.dump (pg_dump) or database.sqlite3, files.tar (uploads and built books), SHA256SUMS
# and removes those older than KEEP_DAYS (30). It may run while people write: the database first, then the files, so that
# every file a row names is in the copy. How to restore: docs/production.md.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
target="${1:?tempat cadangan, misalnya /var/backups/masterplan}"
var="${MASTERPLAN_VAR:-$PWD/var}"
folder="$target/$(date +%Y-%m-%dT%H%M%S)"
mkdir -p "$folder.part"

if [ -n "${DATABASE_URL:-}" ] && [[ "$DATABASE_URL" != sqlite* ]]; then
    pg_dump --format=custom --no-owner --dbname="$DATABASE_URL" --file="$folder.part/database.dump"
else
    # The online copy of SQLite itself: a plain `cp` of a database in use can be torn.
    python3 - "$var/masterplan.sqlite3" "$folder.part/database.sqlite3" <<'PYTHON'
import sqlite3
import sys

with sqlite3.connect(sys.argv[1]) as source, sqlite3.connect(sys.argv[2]) as copy:
    source.backup(copy)
PYTHON
fi

kept=()
for name in files books secret_key; do [ ! -e "$var/$name" ] || kept+=("$name"); done
tar --create --file="$folder.part/files.tar" --directory="$var" --files-from=<(printf '%s\n' "${kept[@]}")
(cd "$folder.part" && sha256sum -- * >SHA256SUMS)
sync "$folder.part"/*
mv "$folder.part" "$folder"
# Only what this script made: the folder may hold other things.
find "$target" -mindepth 1 -maxdepth 1 -type d -name '20??-??-??T??????' -mtime "+${KEEP_DAYS:-30}" -exec rm -rf {} +
echo "$folder"
