#!/usr/bin/env bash
# The two commands of this project:
#
#   ./run.sh                      what is missing is installed, then the app runs at http://127.0.0.1:8000
#   ./run.sh test [pytest args]   the whole test suite, on SQLite and again on PostgreSQL
#
# Environment of the first: PORT (8000), HOST (127.0.0.1), DEMO=0 (no demo accounts on the login page), MASTERPLAN_VAR
# (where the data is kept, var/), and everything of docs/production.md.
# Environment of the second: TEST_DATABASE_URL (a PostgreSQL to use; without it a throw-away server is started).
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")"
VENV=.venv
export MASTERPLAN_VAR="${MASTERPLAN_VAR:-$PWD/var}"

say() { printf '%s\n' "$*"; }

# --- what must be there ------------------------------------------------------------------------------------------------

installed() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'; }

# Installs the Debian packages that are missing; names in one line those that it could not install.
need_packages() {
    command -v dpkg-query >/dev/null || return 0
    local missing=() package as_root=()
    for package in "$@"; do installed "$package" || missing+=("$package"); done
    [ ${#missing[@]} -eq 0 ] && return 0
    if [ "$(id -u)" -ne 0 ]; then
        if sudo -n true 2>/dev/null || { [ -t 0 ] && command -v sudo >/dev/null; }; then as_root=(sudo); else
            say "Belum terpasang: ${missing[*]}. Jalankan: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
            return 0
        fi
    fi
    say "Memasang paket sistem: ${missing[*]}"
    local apt=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -y -q --no-install-recommends) failed=()
    {
        "${apt[@]}" update || true
        # One that the distribution does not have must not keep the others away.
        "${apt[@]}" install "${missing[@]}" || for package in "${missing[@]}"; do "${apt[@]}" install "$package" || true; done
    } >"$MASTERPLAN_VAR/apt.log" 2>&1
    for package in "${missing[@]}"; do installed "$package" || failed+=("$package"); done
    [ ${#failed[@]} -eq 0 ] || say "Tidak dapat dipasang: ${failed[*]} (rincian: $MASTERPLAN_VAR/apt.log)" >&2
}

# The virtual environment with the packages of the given requirements files; one that did not change is not read again.
need_python() {
    local python file changed=()
    for file in "$@"; do
        cmp -s "$file" "$VENV/installed-$file" || changed+=(-r "$file")
    done
    [ ${#changed[@]} -eq 0 ] && return 0
    python="$(command -v python3.11 || command -v python3 || true)"
    [ -n "$python" ] && "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        { say "Diperlukan Python 3.11 atau lebih baru." >&2; exit 1; }
    [ -x "$VENV/bin/pip" ] || "$python" -m venv "$VENV"
    say "Memasang paket Python ..."
    "$VENV/bin/pip" install --disable-pip-version-check --quiet "${changed[@]}"
    for file in "$@"; do cp "$file" "$VENV/installed-$file"; done
}

# Static files are copied when one of them, or a package that brings some, changed.
need_static() {
    local stamp
    stamp="$({ cat requirements.txt; find static -type f -printf '%p %s %T@\n' | sort; } | sha256sum)"
    [ -f "$MASTERPLAN_VAR/static.stamp" ] && [ "$(cat "$MASTERPLAN_VAR/static.stamp")" = "$stamp" ] && return 0
    manage collectstatic --noinput --clear -v 0
    printf '%s' "$stamp" >"$MASTERPLAN_VAR/static.stamp"
}

manage() { "$VENV/bin/python" manage.py "$@"; }

# --- the app -----------------------------------------------------------------------------------------------------------

start() {
    export DEMO="${DEMO:-1}"
    need_packages python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core
    need_python requirements.txt
    need_static
    manage migrate -v 0
    manage loadplan ppu --if-empty
    say
    say "Alamat: http://${HOST:-127.0.0.1}:${PORT:-8000}   (berhenti: Ctrl+C)"
    [ "$DEMO" = 0 ] || manage demoaccounts
    say
    exec "$VENV/bin/python" manage.py serve --bind "${HOST:-127.0.0.1}:${PORT:-8000}"
}

# --- the tests ---------------------------------------------------------------------------------------------------------

POSTGRES=

as_nobody() {  # PostgreSQL refuses to run as root
    if [ "$(id -u)" -eq 0 ]; then setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"; else "$@"; fi
}

# Starts a PostgreSQL of our own on a socket in a temporary folder and sets TEST_DATABASE_URL.
start_postgres() {
    local programs
    programs="$(find /usr/lib/postgresql -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)"
    [ -n "$programs" ] || { say "PostgreSQL tidak ada; ujian keduanya tidak dapat dijalankan." >&2; return 1; }
    POSTGRES="$(mktemp -d /tmp/masterplan-pg.XXXXXX)"
    [ "$(id -u)" -ne 0 ] || chown nobody:nogroup "$POSTGRES"
    (
        cd "$POSTGRES"
        as_nobody "$programs/initdb" -D data -U masterplan --auth=trust --encoding=UTF8 --locale=C.UTF-8 --no-sync
        as_nobody "$programs/pg_ctl" -D data -l log -w \
            -o "-k $POSTGRES -c listen_addresses='' -c fsync=off -c full_page_writes=off" start
    ) >"$MASTERPLAN_VAR/postgres.log" 2>&1 || { cat "$MASTERPLAN_VAR/postgres.log" >&2; return 1; }
    PG_CTL="$programs/pg_ctl"
    TEST_DATABASE_URL="postgres://masterplan@/postgres?host=$POSTGRES"
}

tidy_up() {
    [ -z "$POSTGRES" ] || { (cd "$POSTGRES" && as_nobody "$PG_CTL" -D data -m immediate stop >/dev/null) || true; rm -rf "$POSTGRES"; }
    rm -rf "$MASTERPLAN_VAR"
}

run_tests() {
    MASTERPLAN_VAR="$(mktemp -d /tmp/masterplan-test.XXXXXX)"
    trap tidy_up EXIT
    need_packages python3-venv libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
        chromium poppler-utils qpdf
    [ -n "${TEST_DATABASE_URL:-}" ] || [ -d /usr/lib/postgresql ] || need_packages postgresql
    need_python requirements.txt requirements-dev.txt
    local failed=0
    say "== SQLite"
    # Three at a time on two cores: a test in a browser waits for most of its time.
    DATABASE_URL="" "$VENV/bin/python" -m pytest -n 3 "$@" || failed=$?
    say "== PostgreSQL"
    # What a browser sees, and what is marked `once`, is the same on both; 5 means that nothing else was asked for. Here the
    # database is made by the migrations; on SQLite only tests/masterplan/test_processes.py takes that time.
    [ -n "${TEST_DATABASE_URL:-}" ] || start_postgres || failed=1
    if [ -n "${TEST_DATABASE_URL:-}" ]; then
        local code=0
        DATABASE_URL="$TEST_DATABASE_URL" "$VENV/bin/python" -m pytest -n 2 --migrations -m "not browser and not once" "$@" || code=$?
        [ "$code" -eq 0 ] || [ "$code" -eq 5 ] || failed=$code
    fi
    return "$failed"
}

mkdir -p "$MASTERPLAN_VAR"
case "${1:-start}" in
    start) start ;;
    test) shift; run_tests "$@" ;;
    *) sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
