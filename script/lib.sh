# Shared by the scripts beside it; sourced, never run. Everything works from any folder, as root or not.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=${DADKHAH_VENV:-$root/.venv}
tesseract="tesseract-ocr tesseract-ocr-fas tesseract-ocr-ara tesseract-ocr-eng tesseract-ocr-spa tesseract-ocr-osd"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PYTHONUTF8=1

say() { printf '\n== %s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }
can_install() { is_root && command -v apt-get >/dev/null; }

# debian PACKAGE…: installs what is missing. RUNLEVEL=1 keeps a fresh server package from starting its service.
debian() {
    local missing=() package
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return 0
    can_install || return 1
    say "Installing ${missing[*]}"
    apt-get update -qq </dev/null &&
        RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null >/dev/null
}

# The first Python that is 3.11 or newer and can make environments.
find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
            command -v "$name" && return
    done
    return 1
}

make_venv() {
    "$venv/bin/python" -c 'import pip' 2>/dev/null && return
    find_python >/dev/null || debian python3 python3-venv || true
    local python
    python=$(find_python) || stop "Python 3.11 or newer with venv is needed. Run this line, then start again:
    sudo apt-get update && sudo apt-get install -y python3-venv"
    "$python" -m venv --clear "$venv"
}

# install [EXTRA]: once for each state of pyproject.toml and constraints.txt; a second start needs no network.
install() {
    local extra=${1:-} wanted
    make_venv
    wanted=$(cat "$root/pyproject.toml" "$root/constraints.txt" | sha256sum | cut -d ' ' -f 1)
    grep -qsx -e "$wanted $extra" "$venv/installed" && return
    say "Installing Dadkhah and its libraries into $venv"
    (cd "$root" && "$venv/bin/python" -m pip install -qq -c constraints.txt -e ".${extra:+[$extra]}" </dev/null) ||
        stop "The libraries could not be installed; see the lines above. Check the network, then start again."
    # Every extra brings what the archive itself needs.
    printf '%s\n' "$wanted $extra" "$wanted " >>"$venv/installed"
}
