#!/usr/bin/env bash
# Makes the root file system of the container image, one folder for each of its layers.
#
#   rootfs.sh ROOT     fills the new folder ROOT: ROOT/system, ROOT/java, ROOT/application, and ROOT/data, which belongs to
#                      the user that Shiplog runs as
#
# Needs a JDK 25 (JAVA_HOME), apt-get and dpkg-deb with any Debian or Ubuntu behind them, and a built Shiplog. Needs no root and
# no container engine; the Dockerfile and build.sh both come here, so that both make the same image. Nothing on the system is
# changed. SOURCE_DATE_EPOCH dates the files.
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
readonly here project=${here%/deploy/image}
readonly built=$project/registry-cluster/target/shiplog/lib
# The C library for Java and for the PostgreSQL that Shiplog brings along, and a shell with wget for the health check.
readonly PACKAGES=(libc6 libgcc-s1 libstdc++6 busybox-static)
readonly PROGRAMS=(sh setsid wget cat cp df du env grep head id kill ls mkdir mv ps rm tail timeout)
# All of Java SE, so that no library misses a part that the tests did not touch, and what diagnosis needs.
readonly MODULES=java.se,jdk.charsets,jdk.crypto.cryptoki,jdk.crypto.ec,jdk.jcmd,jdk.jfr,jdk.management.agent,jdk.management.jfr,\
jdk.naming.dns,jdk.net,jdk.nio.mapmode,jdk.security.auth,jdk.unsupported,jdk.zipfs

main() {
    local root=${1:?usage: rootfs.sh ROOT}
    : "${JAVA_HOME:?must be a JDK 25}" "${SOURCE_DATE_EPOCH:?must be set}"
    [[ -d $built ]] || { echo "Shiplog is not built: no $built" >&2; exit 1; }
    mkdir "$root"
    root=$(cd "$root" && pwd)
    umask 022
    # One waits for the network while the other calculates.
    system "$root/system" &
    local packages=$!
    java "$root/java"
    wait "$packages"
    application "$root/application" "$root/java/opt/java/bin/java"
    mkdir -p "$root/data/var/lib/shiplog"
    dated "$root/data"
}

system() {
    local root=$1 name
    mkdir -p "$root"/{etc,proc,sys,dev,run,usr/{bin,sbin,lib,lib64},var/lib}
    for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
    packages "$root"
    for name in "${PROGRAMS[@]}"; do ln -sf busybox "$root/usr/bin/$name"; done
    find "$root/usr/share" -mindepth 1 -maxdepth 1 ! -name doc -exec rm -rf {} +
    find "$root/usr/share/doc" -type f ! -name copyright -delete
    rm -rf "$root"/usr/lib/*/gconv
    mkdir -m 1777 "$root/tmp"
    cat >"$root/etc/passwd" <<'PASSWD'
root:x:0:0:root:/:/bin/sh
shiplog:x:65532:65532:shiplog:/var/lib/shiplog:/bin/sh
PASSWD
    printf 'root:x:0:\nshiplog:x:65532:\n' >"$root/etc/group"
    printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
    dated "$root"
}

# Through an apt state of its own: lists need not be there and nothing of the system's is locked or changed.
packages() {
    local root=$1 apt file
    apt=$(mktemp -d)
    mkdir -p "$apt"/{lists/partial,cache/archives/partial,debs}
    local -a private=(-q -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o "APT::Sandbox::User=$(id -un)"
        -o Debug::NoLocking=true -o Acquire::Languages=none -o Acquire::Retries=3)
    if ! (cd "$apt/debs" && apt-get "${private[@]}" update && apt-get "${private[@]}" download "${PACKAGES[@]}") \
        >"$apt/log" 2>&1; then
        tail -n 5 "$apt/log" >&2
        exit 1
    fi
    for file in "$apt"/debs/*.deb; do
        # Packages of older suites have files in /lib, which is a link here.
        dpkg-deb --fsys-tarfile "$file" | tar -x --keep-directory-symlink --no-same-owner -C "$root"
    done
    rm -rf "$apt"
}

java() {
    local root=$1
    mkdir -p "$root/opt"
    # Native symbols stay: they name the frames of a crash, and taking them out needs binutils.
    "$JAVA_HOME/bin/jlink" --add-modules "$MODULES" --strip-java-debug-attributes --no-header-files --no-man-pages --output "$root/opt/java"
    dated "$root"
}

application() {
    local root=$1 java=$2 home=$1/opt/shiplog
    mkdir -p "$home"
    cp -r "$built" "$home/lib"
    cp "$here/shiplog" "$here/health" "$home/"
    chmod 755 "$home/shiplog" "$home/health"
    # The options are those of the launcher at the root of the checkout; the collector is the entry point's choice.
    sed -n '/^readonly JAVA_FLAGS=(/,/^)/{ //d; s/^ *//; s/'\''//g; /^-XX:+UseParallelGC$/d; p }' "$project/shiplog" \
        >"$home/java.options"
    grep -q . "$home/java.options" || { echo "no JAVA_FLAGS in $project/shiplog" >&2; exit 1; }
    # Java compares the dates of the class path with those at the rehearsal, so they are set before it.
    dated "$root"
    rehearse "$home" "$java"
    dated "$root"
}

# Runs a node on a throw-away folder, pushes and pulls, and keeps what Java has learned: it halves the time of later starts.
rehearse() {
    local home=$1 java=$2 scratch
    scratch=$(mktemp -d)
    if ! (
        unset "${!SHIPLOG_@}"
        export SHIPLOG_DATA_DIR=$scratch/data SHIPLOG_HTTP_PORT=0 SHIPLOG_MANAGEMENT_PORT=0
        cd "$home"
        exec timeout 300 "$java" @java.options -XX:+UseParallelGC -Xmx512m -XX:AOTCacheOutput=node.aot \
            -cp lib/registry-cluster-*.jar org.shiplog.cluster.Main serve "--rehearse=${REHEARSAL:-FULL}"
    ) >"$scratch/log" 2>&1; then
        cat "$scratch/log" >&2
        exit 1
    fi
    rm -rf "$scratch"
}

dated() {
    find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
}

main "$@"
