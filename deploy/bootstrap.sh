#!/bin/sh
# Makes the virtual environment of this project: deploy/bootstrap.sh run|dev
#
# A bare Debian 12 has Python and pip, but neither ensurepip nor leave to install into the system's Python. uv, put
# into a folder of its own by pip, needs neither. Does nothing when a stamp says that nothing has changed.
# PYTHON names the interpreter to use; default: the first of python3, python3.11 and later that is new enough.
set -eu

level=${1:-run}
case $level in run | dev) ;; *) echo "usage: deploy/bootstrap.sh run|dev" >&2; exit 2 ;; esac

cd "$(dirname "$0")/.."
root=$(pwd -P)
packages="shared services/case-api services/matcher services/notifier deploy"

fingerprint() { # of all that decides what is installed; a moved tree needs a new environment as well
    {
        echo "$root"
        cat deploy/bootstrap.sh requirements/uv.txt requirements/run.txt requirements/dev.txt
        for package in $packages; do cat "$package/pyproject.toml"; done
    } | sha256sum | cut -d ' ' -f 1
}

installed() { # dev holds all of run
    [ -x .venv/bin/python ] || return 1
    for stamp in .venv/.installed-dev ".venv/.installed-$level"; do
        if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ]; then return 0; fi
    done
    return 1
}

wanted=$(fingerprint)
if installed; then exit 0; fi

# Two makes at once would undo each other's installation: the second one waits, and then finds the work done.
if command -v flock >/dev/null && [ -z "${RETTEMATCH_BOOTSTRAP_LOCKED:-}" ]; then
    mkdir -p .tools
    RETTEMATCH_BOOTSTRAP_LOCKED=1 exec flock .tools/bootstrap.lock sh deploy/bootstrap.sh "$level"
fi

[ ! -f .venv/.installed-dev ] || level=dev # what was there for the developer stays there

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
python=
for candidate in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
    if new_enough "$candidate"; then python=$("$candidate" -c 'import sys; print(sys.executable)') && break; fi
done
if [ -z "$python" ]; then
    echo "error: Python 3.11 or later is needed (apt-get install python3), or name one: make run PYTHON=/path/to/python" >&2
    exit 1
fi
if [ ! -w . ]; then
    echo "error: $(id -un) may not write in $root: give the folder to the user who runs make, or clone it again" >&2
    exit 1
fi

started=$(date +%s)
step() { printf 'set-up   | %s\n' "$1"; }

uv=.tools/bin/uv
uv_wanted=$(sed -n 's/^uv==\([^ ]*\).*/\1/p' requirements/uv.txt)
if [ "$($uv --version 2>/dev/null | cut -d ' ' -f 2)" != "$uv_wanted" ]; then
    if ! "$python" -m pip --version >/dev/null 2>&1; then
        echo "error: pip is needed (apt-get install python3-pip)" >&2
        exit 1
    fi
    step "fetching uv $uv_wanted, which installs the rest"
    PIP_ROOT_USER_ACTION=ignore "$python" -m pip install --quiet --disable-pip-version-check --upgrade \
        --require-hashes --target .tools --requirement requirements/uv.txt
fi

export UV_PYTHON_DOWNLOADS=never UV_PYTHON_PREFERENCE=only-system UV_LINK_MODE=copy UV_NO_PROGRESS=1
# uv trusts the certificates it brings along; a machine behind a company's proxy has its own in the system's store.
[ -n "${SSL_CERT_FILE:-}" ] || export UV_SYSTEM_CERTS=1
# uv does not read pip's settings: where those name another package index, it is meant for uv too.
if [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] && index=$("$python" -m pip config get global.index-url 2>/dev/null); then
    export UV_DEFAULT_INDEX="${PIP_INDEX_URL:-$index}"
elif [ -z "${UV_DEFAULT_INDEX:-}${UV_INDEX_URL:-}" ] && [ -n "${PIP_INDEX_URL:-}" ]; then
    export UV_DEFAULT_INDEX="$PIP_INDEX_URL"
fi

if ! new_enough .venv/bin/python; then
    step "making the virtual environment with $python"
    $uv venv --quiet --clear --python "$python" .venv
fi
export VIRTUAL_ENV="$root/.venv"

step "installing the packages that requirements/$level.txt names"
rm -f .venv/.installed-run .venv/.installed-dev
$uv pip sync --quiet --require-hashes "requirements/$level.txt"

step "installing our own packages"
editable=
for package in $packages; do editable="$editable --editable ./$package"; done
# shellcheck disable=SC2086 # one word per package is meant
$uv pip install --quiet --no-deps --no-build-isolation $editable

echo "$wanted" >".venv/.installed-$level"
step "ready after $(($(date +%s) - started)) s"
