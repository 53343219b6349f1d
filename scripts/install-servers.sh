#!/usr/bin/env bash
# Installs what the tests need and the machine lacks: memcached, pylibmc for Debian's python3, and a Consul agent.
# What is on PATH already is used as it is. Prints where each of them is. Needs apt; asks for root by sudo only when
# a package is missing.
set -euo pipefail

cache="${XDG_CACHE_HOME:-$HOME/.cache}/discovery-tests"
consul="$cache/consul/usr/bin/consul"
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

fail() { echo "install-servers: $*" >&2; exit 1; }

as_root() {
    if [ "$(id -u)" -eq 0 ]; then "$@"
    elif command -v sudo >/dev/null; then sudo "$@"
    else fail "root is needed for: $*"
    fi
}

python_with_pylibmc() {
    local python
    for python in /usr/bin/python3 python3; do
        if "$python" -c 'import pylibmc' 2>/dev/null; then command -v "$python"; return 0; fi
    done
    return 1
}

# A fresh container has no package lists.
update_lists() {
    local list
    while read -r list; do
        if [ -e "$list" ]; then return; fi
    done < <(apt-get indextargets --format '$(FILENAME)' 'Created-By: Packages')
    as_root apt-get -qq update
}

install_packages() {
    command -v apt-get >/dev/null || fail "apt-get is missing; put $* in place by hand and run this again"
    update_lists
    # the lists may be older than what the archive still has
    apt_install "$@" || { as_root apt-get -qq update && apt_install "$@"; }
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -y -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@" >&2
}

# The archive that this machine's own apt uses for Debian; Consul left Debian after bullseye.
debian_archive() {
    apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(REPO_URI)' 'Created-By: Packages' |
        awk -F'|' '$1 == "Debian" && $2 == "Debian" && !found++ { print $3 }'
}

# apt with lists, cache and sources of its own, so that the machine's are left as they are. apt checks the signature of
# the index against the keyring and the package against the index.
private_apt() {
    apt-get -qq -o Dir::Etc::SourceList="$work/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache" -o APT::Sandbox::User="$(id -un)" \
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false "$@"
}

install_consul() {
    command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null ||
        fail "apt is missing; put a consul on PATH or name it in DISCOVERY_CONSUL"
    update_lists
    local archive
    archive="$(debian_archive)"
    [ -n "$archive" ] || fail "apt has no Debian archive to take consul from; put a consul on PATH or name it in DISCOVERY_CONSUL"
    mkdir -p "$cache"
    work="$(mktemp -d "$cache/install.XXXXXX")"
    trap 'rm -rf "$work"' EXIT
    mkdir -p "$work/lists/partial" "$work/cache/archives/partial" "$work/root"
    echo "deb [signed-by=$keyring] $archive bullseye main" >"$work/sources.list"
    private_apt update >&2
    (cd "$work" && private_apt download consul >&2)
    dpkg-deb -x "$work"/consul_*.deb "$work/root"
    "$work/root/usr/bin/consul" version >&2
    rm -rf "$cache/consul"
    mv -T "$work/root" "$cache/consul"
}

missing=()
command -v memcached >/dev/null || missing+=(memcached)
python_with_pylibmc >/dev/null || missing+=(python3 python3-pylibmc)
[ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}"

if command -v consul >/dev/null; then consul="$(command -v consul)"
elif [ -x "${DISCOVERY_CONSUL:-}" ]; then consul="$DISCOVERY_CONSUL"
elif [ ! -x "$consul" ]; then install_consul
fi

echo "memcached $(command -v memcached)"
echo "pylibmc   $(python_with_pylibmc)"
echo "consul    $consul"
