#!/usr/bin/env bash
# Builds the container image without a container engine: the root file system of rootfs.sh, packed as an OCI layout.
#
#   build.sh [OUTPUT]   default: target/image; OUTPUT/layout is the OCI layout, with the version as the image's tag, and
#                       OUTPUT/shiplog-VERSION.tar the same for `docker load`, `podman load`, oci-archive: and docker-archive:
#
# JAVA_HOME          a JDK 25
# SOURCE_DATE_EPOCH  the image's date; default: that of the last commit
# LAYER_COMPRESSION  1 (quick) to 9 (small); default: 6
# REHEARSAL          FULL or SHORT (quick); default: FULL
#
# Equal sources, packages and JDK give an equal image but for what Java learned in the rehearsal, which differs by a few bytes
# each time.
set -euo pipefail

here=$(cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")" && pwd)
readonly here project=${here%/deploy/image}

main() {
    local output
    output=$(readlink -f "${1:-$project/target/image}")
    # Builds what is out of date, too.
    local version
    version=$("$project/shiplog" version | awk 'NR == 1 { print $2 }')
    export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git -C "$project" log -1 --format=%ct)}
    rm -rf "$output"
    mkdir -p "$output/layout/blobs/sha256"
    "$here/rootfs.sh" "$output/root"
    pack "$output" "$version"
    rm -rf "$output/root"
}

pack() {
    local output=$1 version=$2 folder
    local -a ids=() blobs=() layers=()
    for folder in system java application data; do
        layer "$output" "$folder"
        ids+=("\"$layer_id\"") blobs+=("${layer_blob% *}")
        layers+=("$(descriptor application/vnd.oci.image.layer.v1.tar+gzip "$layer_blob")")
    done
    local config manifest
    config=$(blob "$output" < <(config "$version" "${ids[@]}"))
    manifest=$(blob "$output" < <(
        printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}' \
            "$(descriptor application/vnd.oci.image.config.v1+json "$config")" "$(joined "${layers[@]}")"))
    printf '{"imageLayoutVersion":"1.0.0"}' >"$output/layout/oci-layout"
    printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}' \
        "$(tagged "$(descriptor application/vnd.oci.image.manifest.v1+json "$manifest")" "$version")" \
        >"$output/layout/index.json"
    archive "$output" "$version" "${config% *}" "${blobs[@]}"
    echo "$output/layout:$version ${manifest% *}"
}

# Sets layer_id to the digest of the plain tar file and layer_blob to "DIGEST SIZE" of the compressed one.
layer() {
    local output=$1 folder=$2 tar=$1/layer.tar owner=0 what=.
    [[ $folder != data ]] || owner=65532 what=var/lib/shiplog
    tar -c -f "$tar" -C "$output/root/$folder" --format=gnu --sort=name --numeric-owner --owner="$owner" --group="$owner" \
        --mtime="@$SOURCE_DATE_EPOCH" "$what"
    layer_id=sha256:$(sha256sum <"$tar" | cut -d' ' -f1)
    layer_blob=$(gzip -n "-${LAYER_COMPRESSION:-6}" <"$tar" | blob "$output")
    rm "$tar"
}

# Stores its input and prints "DIGEST SIZE".
blob() {
    local file=$1/blob digest
    cat >"$file"
    digest=$(sha256sum <"$file" | cut -d' ' -f1)
    echo "sha256:$digest $(stat -c %s "$file")"
    mv "$file" "$1/layout/blobs/sha256/$digest"
}

# usage: descriptor MEDIA-TYPE "DIGEST SIZE"
descriptor() {
    printf '{"mediaType":"%s","digest":"%s","size":%s}' "$1" "${2% *}" "${2#* }"
}

tagged() {
    printf '%s,"annotations":{"org.opencontainers.image.ref.name":"%s"}}' "${1%\}}" "$2"
}

joined() {
    local IFS=,
    echo "$*"
}

# The same as the last stage of the Dockerfile.
config() {
    local version=$1 created revision
    shift
    created=$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)
    revision=$(git -C "$project" rev-parse HEAD)
    cat <<JSON
{
  "architecture": "amd64", "os": "linux", "created": "$created",
  "config": {
    "User": "65532:65532", "WorkingDir": "/opt/shiplog", "StopSignal": "SIGTERM",
    "Entrypoint": ["/opt/shiplog/shiplog"], "Cmd": ["serve"],
    "Env": ["PATH=/opt/shiplog:/opt/java/bin:/usr/bin", "LANG=C.UTF-8", "JAVA_HOME=/opt/java",
            "SHIPLOG_DATA_DIR=/var/lib/shiplog", "SHIPLOG_HTTP_HOST=0.0.0.0"],
    "ExposedPorts": {"5000/tcp": {}, "5001/tcp": {}, "25520/tcp": {}},
    "Volumes": {"/var/lib/shiplog": {}},
    "Healthcheck": {"Test": ["CMD", "/opt/shiplog/health"], "Interval": 10000000000, "Timeout": 5000000000,
                    "StartPeriod": 60000000000, "Retries": 3},
    "Labels": {
      "org.opencontainers.image.title": "Shiplog",
      "org.opencontainers.image.description": "An OCI container registry whose every change is an event",
      "org.opencontainers.image.version": "$version",
      "org.opencontainers.image.revision": "$revision",
      "org.opencontainers.image.created": "$created",
      "org.opencontainers.image.licenses": "Apache-2.0"
    }
  },
  "rootfs": {"type": "layers", "diff_ids": [$(joined "$@")]}
}
JSON
}

# A layout with a manifest.json is what `docker save` writes; every loader takes it.
archive() {
    local output=$1 version=$2 config=$3
    shift 3
    local -a files=("${@/#sha256:/\"blobs/sha256/}")
    printf '[{"Config":"blobs/%s","RepoTags":["shiplog:%s"],"Layers":[%s]}]' \
        "${config/://}" "$version" "$(joined "${files[@]/%/\"}")" >"$output/manifest.json"
    tar -c -f "$output/shiplog-$version.tar" --format=gnu --sort=name --numeric-owner --owner=0 --group=0 \
        --mtime="@$SOURCE_DATE_EPOCH" -C "$output" manifest.json -C layout blobs index.json oci-layout
    rm "$output/manifest.json"
}

main "$@"
