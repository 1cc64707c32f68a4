#!/usr/bin/env bash
# Puts slogen into a folder and that folder on the PATH of the job, in two steps with a cache between them:
#
#   install.sh find    downloads the released program and checks it against its checksum; where there is none, says under
#                      which key the cache holds what is built from this source
#   install.sh build   builds it if `find` found none and the cache had none
#
# action.yml sets SLOGEN_INPUT_*; the runner sets the rest.
set -euo pipefail

releases=${SLOGEN_INPUT_RELEASES:-https://github.com/slogen-project/slogen/releases/download}
folder=${RUNNER_TOOL_CACHE:-$RUNNER_TEMP}/slogen

fail() {
	printf '::error title=slogen::%s\n' "$1"
	exit 1
}

sha256() {
	if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

# release prints the release to install: the one asked for, or the action's own if that is a release.
release() {
	local version=${SLOGEN_INPUT_VERSION:-}
	if [ -z "$version" ] && [[ ${SLOGEN_INPUT_REF:-} =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]]; then
		version=$SLOGEN_INPUT_REF
	fi
	printf '%s' "$version"
}

# platform prints what the archives call this machine, such as linux_amd64.
platform() {
	local os arch
	case $RUNNER_OS in
	Linux) os=linux ;;
	macOS) os=darwin ;;
	Windows) os=windows ;;
	*) return 1 ;;
	esac
	case $RUNNER_ARCH in
	X64) arch=amd64 ;;
	ARM64) arch=arm64 ;;
	*) return 1 ;;
	esac
	printf '%s_%s' "$os" "$arch"
}

get() {
	curl --fail --silent --show-error --location --retry 3 --max-time 120 --output "$2" "$1"
}

# download VERSION installs a release. Whatever is missing makes it return 1; a wrong checksum ends the job.
download() {
	local version=$1 name want got
	name=$(platform) || return 1
	name=slogen_${version#v}_$name
	case $RUNNER_OS in
	Windows) name=$name.zip ;;
	*) name=$name.tar.gz ;;
	esac
	directory=$folder/$version/$RUNNER_ARCH
	mkdir -p "$directory"
	want=${SLOGEN_INPUT_SHA256:-}
	if [ -z "$want" ]; then
		get "$releases/$version/checksums.txt" "$RUNNER_TEMP/slogen.checksums" || return 1
		want=$(awk -v name="$name" '$2 == name || $2 == "*" name { print $1 }' "$RUNNER_TEMP/slogen.checksums")
		[ -n "$want" ] || fail "The checksums of slogen $version don't list $name."
	fi
	# The archive is kept, and checked each time: a runner may be shared.
	if [ ! -f "$directory/$name" ]; then
		get "$releases/$version/$name" "$directory/$name.new" || return 1
		mv "$directory/$name.new" "$directory/$name"
	fi
	got=$(sha256 "$directory/$name")
	got=${got%% *}
	if [ "${got#\\}" != "$want" ]; then
		rm "$directory/$name"
		fail "$name has the SHA-256 $got, not $want. It was not installed."
	fi
	case $name in
	*.zip) unzip -q -o "$directory/$name" -d "$directory" ;;
	*) tar -xzf "$directory/$name" -C "$directory" ;;
	esac
}

# source_key prints a digest of what slogen is built from.
source_key() {
	(
		cd "$GITHUB_ACTION_PATH"
		find cmd generator schemas go.mod go.sum -type f ! -path '*/testdata/*' ! -name '*_test.go' |
			LC_ALL=C sort | while IFS= read -r file; do sha256 "$file"; done
	) | sha256 | cut -c 1-40
}

find_program() {
	local version key
	version=$(release)
	if [ -n "$version" ]; then
		[[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+[0-9A-Za-z.+-]*$ ]] ||
			fail "version: a release such as v0.1.0, not $(printf '%q' "$version")."
		if download "$version"; then
			finish
			echo build=false >>"$GITHUB_OUTPUT"
			return
		fi
		echo "There is no released program for this machine, or it can't be reached: building slogen $version."
		key=$version
	else
		[ -z "${SLOGEN_INPUT_SHA256:-}" ] || fail 'sha256 is the digest of a release, but no version is given.'
		key=$(source_key)
	fi
	{
		echo build=true
		echo "folder=$folder/$key/$RUNNER_ARCH"
		echo "key=slogen-$RUNNER_OS-$RUNNER_ARCH-$key"
	} >>"$GITHUB_OUTPUT"
}

build() {
	local version program=slogen
	version=$(release)
	directory=$SLOGEN_INPUT_FOLDER
	[ "$RUNNER_OS" != Windows ] || program=slogen.exe
	if [ ! -x "$directory/$program" ]; then
		command -v go >/dev/null ||
			fail 'Building slogen needs Go 1.21 or later. Put actions/setup-go before this step.'
		mkdir -p "$directory"
		if [ -n "${SLOGEN_INPUT_VERSION:-}" ]; then
			CGO_ENABLED=0 GOFLAGS=-trimpath GOBIN=$directory \
				go install "github.com/slogen-project/slogen/cmd/slogen@$version"
		else
			CGO_ENABLED=0 go build -C "$GITHUB_ACTION_PATH" -trimpath -o "$directory/$program" ./cmd/slogen
		fi
	fi
	finish
}

# finish puts the program on the PATH of the steps that follow.
finish() {
	"$directory/slogen" version
	echo "$directory" >>"$GITHUB_PATH"
}

case ${1-} in
find) find_program ;;
build) build ;;
*)
	echo 'usage: install.sh find|build' >&2
	exit 2
	;;
esac
