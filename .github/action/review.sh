#!/usr/bin/env bash
# What the action does with a configuration: validate, lint, test, plan against the base, generate -check. The results go
# to the log, as annotations to the lines that they are about, to the job's summary, to one comment on the pull request
# and, if asked for, to code scanning.
#
# action.yml sets SLOGEN_INPUT_* and the tokens; the runner sets the rest. slogen and gh are on the PATH.
set -euo pipefail

work=$(mktemp -d "$RUNNER_TEMP/slogen.XXXXXX")
# A comment may have 65,536 characters. These are bytes, of which there are never fewer.
plan_bytes=40000
part_bytes=6000

say() { # say error|warning|notice TEXT: an annotation without a line
	printf '::%s title=slogen::%s\n' "$1" "$2"
}

fail() {
	say error "$1"
	exit 1
}

# lines TEXT puts its lines into the array `list`, without the spaces around them and without empty ones.
lines() {
	local line
	list=()
	while IFS= read -r line || [ -n "$line" ]; do
		line=${line%$'\r'}
		line=${line#"${line%%[![:space:]]*}"}
		line=${line%"${line##*[![:space:]]}"}
		[ -z "$line" ] || list+=("$line")
	done <<<"$1"
}

# flag NAME TEXT adds -NAME=LINE to the array `flags` for each line of the text.
flag() {
	local line
	lines "$2"
	for line in ${list[@]+"${list[@]}"}; do
		flags+=("-$1=$line")
	done
}

read_inputs() {
	local word
	flags=()
	flag var "${SLOGEN_INPUT_VARS:-}"
	flag var-file "${SLOGEN_INPUT_VAR_FILES:-}"
	flag environment "${SLOGEN_INPUT_ENVIRONMENTS:-}"
	lines "${SLOGEN_INPUT_PATHS:-}"
	[ ${#list[@]} -gt 0 ] || list=(.)
	paths=("${list[@]}")
	out=()
	[ -z "${SLOGEN_INPUT_OUT:-}" ] || out=("-out=$SLOGEN_INPUT_OUT")
	against=()
	case ${SLOGEN_INPUT_BASE:-} in
	'') ;; # the base of the change, whatever the folder of the output
	output) against=(-against=output ${out[@]+"${out[@]}"}) ;;
	*) against=("-against=$SLOGEN_INPUT_BASE") ;;
	esac
	classes=()
	for word in ${SLOGEN_INPUT_FAIL_ON//,/ }; do
		case $word in
		lint | test | current | changes) ;;
		*) classes+=("$word") ;; # slogen plan knows which there are
		esac
	done
	against+=("-format=markdown=$work/plan.md" "-format=json=$work/plan.json")
	[ ${#classes[@]} = 0 ] || against+=("-fail-on=$(
		IFS=,
		echo "${classes[*]}"
	)")
}

# fails_on WORD says whether the job is to fail on that.
fails_on() {
	[[ " ${SLOGEN_INPUT_FAIL_ON//,/ } " == *" $1 "* ]]
}

# fetch_base fetches the commit that the plan compares with, where the checkout has only the merge of a pull request.
fetch_base() {
	local parent
	[ -z "${SLOGEN_INPUT_BASE:-}" ] && [ "${GITHUB_EVENT_NAME:-}" = pull_request ] || return 0
	[ "$(git rev-parse --is-shallow-repository 2>/dev/null)" = true ] || return 0
	parent=$(git cat-file commit HEAD | sed -n -e 's/^parent //p' -e '/^$/q' | head -n 1)
	[ -n "$parent" ] && ! git cat-file -e "$parent" 2>/dev/null || return 0
	# Where this isn't allowed, the plan says what to do.
	git fetch --quiet --no-tags --depth=1 origin "$parent" || :
}

# run NAME ARGUMENT... runs slogen. What it prints goes to the log and to NAME.txt; $code is its exit code. Nothing that a
# branch holds may give the runner commands, so the runner reads none meanwhile.
run() {
	local name=$1
	shift
	echo "::group::slogen $name"
	echo "::stop-commands::$token"
	code=0
	slogen "$@" 2>&1 | tee "$work/$name.txt" || code=${PIPESTATUS[0]}
	printf '\n::%s::\n::endgroup::\n' "$token"
	[ "$code" -le 2 ] || fail "slogen $name ended with the exit code $code."
}

# check NAME ARGUMENT... runs slogen on the configuration.
check() {
	run "$@" ${flags[@]+"${flags[@]}"} -- "${paths[@]}"
}

# checks runs everything. What it found is in $invalid, $unwise, $failing, $stale, $plan.
checks() {
	invalid=false unwise=false failing=false stale=false plan=none
	check validate validate -format=github="$work/validate.github"
	[ "$code" = 0 ] || invalid=true
	if [ $invalid = false ] || [ -f "$work/validate.github" ]; then
		check lint lint -format=github="$work/lint.github" -format=sarif="$sarif"
		[ "$code" != 2 ] || unwise=true
	fi
	if [ $invalid = true ]; then
		# What is wrong, as a comment with links. Where only tests are, it says something else, which isn't told.
		slogen plan "${against[@]}" ${flags[@]+"${flags[@]}"} -- "${paths[@]}" >/dev/null 2>&1 || :
		! grep -q '^\*\*The configuration is not valid: ' "$work/plan.md" 2>/dev/null ||
			mv "$work/plan.md" "$work/invalid.md"
		return 0
	fi
	check test test -format=github="$work/test.github"
	case $code in
	1) invalid=true && cp "$work/test.txt" "$work/validate.txt" ;;
	2) failing=true ;;
	esac
	fetch_base
	check plan plan -detailed-exitcode "${against[@]}"
	case $code in
	0) plan=same ;;
	1) plan=failed ;;
	2) plan=changes ;;
	esac
	check generate generate -check ${out[@]+"${out[@]}"}
	[ "$code" != 2 ] || stale=true
	[ "$code" != 1 ] || plan=failed
}

# annotate has the runner show what was found at its lines, each thing once.
annotate() {
	local file
	for file in "$work"/*.github; do
		[ ! -f "$file" ] || cat "$file"
	done | awk '!seen[$0]++'
}

# fenced FILE BYTES is the file as Markdown, in a fence that nothing in it ends, cut at a line.
fenced() {
	LC_ALL=C awk -v bytes="$2" '
		{
			size += length($0) + 1
			if (size > bytes) left++
			else text = text $0 "\n"
			for (rest = $0; match(rest, /`+/); rest = substr(rest, RSTART + RLENGTH))
				if (RLENGTH > longest) longest = RLENGTH
		}
		END {
			fence = "```"
			while (length(fence) <= longest) fence = fence "`"
			print fence "text"
			printf "%s", text
			if (left) print "... and " left " more lines: see the log of the job"
			print fence
		}' "$1"
}

# folded TITLE FILE is a part of the comment that opens on a click.
folded() {
	printf '\n<details><summary>%s</summary>\n\n' "$1"
	fenced "$2" $part_bytes
	printf '\n</details>\n'
}

# told is what there is to tell, as Markdown. It is empty if there is nothing.
told() {
	if [ $invalid = true ] && [ -f "$work/invalid.md" ]; then
		tail -n +2 "$work/invalid.md" # without the marker: the comment has its own
		folded 'All that is wrong, with the lines' "$work/validate.txt"
		return
	fi
	if [ $invalid = true ]; then
		printf '**The configuration is not valid**\n\n'
		fenced "$work/validate.txt" $plan_bytes
		return
	fi
	case $plan in
	failed)
		printf '**slogen could not compare**\n\n'
		cat "$work/plan.txt" "$work/generate.txt" >"$work/failed.txt"
		fenced "$work/failed.txt" $plan_bytes
		;;
	changes)
		tail -n +2 "$work/plan.md" # without the marker: the comment has its own
		;;
	esac
	[ $failing = false ] || folded 'Tests fail' "$work/test.txt"
	[ $stale = false ] || folded 'The committed output is not current' "$work/generate.txt"
	[ $unwise = false ] || folded 'Legal but unwise, by slogen lint' "$work/lint.txt"
}

# comment writes the comment, or puts the new one in the place of the old one. It looks only at comments of its own: others
# may write the marker, too.
comment() {
	local id found marker name
	[ "${SLOGEN_INPUT_COMMENT:-}" = true ] && [ -n "${SLOGEN_INPUT_PULL:-}" ] || return 0
	if ! command -v gh >/dev/null; then
		say warning 'There is no gh on this runner, so no comment was written.'
		return 0
	fi
	name=${SLOGEN_INPUT_NAME:-slogen}
	marker="<!-- slogen:${name//[^A-Za-z0-9_.\/-]/-} -->"
	# shellcheck disable=SC2016 # the variables are GraphQL's and jq's
	found=$(SLOGEN_MARKER=$marker gh api graphql --paginate -f owner="${GITHUB_REPOSITORY%%/*}" \
		-f name="${GITHUB_REPOSITORY#*/}" -F number="$SLOGEN_INPUT_PULL" -f query='
		query($owner: String!, $name: String!, $number: Int!, $endCursor: String) {
			repository(owner: $owner, name: $name) {
				pullRequest(number: $number) {
					comments(first: 100, after: $endCursor) {
						nodes { databaseId viewerDidAuthor body }
						pageInfo { hasNextPage endCursor }
					}
				}
			}
		}' --jq '.data.repository.pullRequest.comments.nodes[]
			| select(.viewerDidAuthor and (.body | startswith($ENV.SLOGEN_MARKER))) | .databaseId') || {
		say warning 'The comments of the pull request could not be read. The token needs pull-requests: write.'
		return 0
	}
	id=${found%%$'\n'*}
	if [ ! -s "$work/told.md" ]; then
		[ -n "$id" ] || return 0
		printf 'slogen: nothing changes any more.\n' >"$work/told.md"
	fi
	{
		printf '%s\n' "$marker"
		cat "$work/told.md"
	} >"$work/comment.md"
	if [ -n "$id" ]; then
		gh api --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F body=@"$work/comment.md"
	else
		gh api --silent "repos/$GITHUB_REPOSITORY/issues/$SLOGEN_INPUT_PULL/comments" -F body=@"$work/comment.md"
	fi || say warning 'The comment could not be written. The token needs pull-requests: write.'
}

# scan hands what lint found to code scanning.
scan() {
	[ "${SLOGEN_INPUT_SARIF:-}" = true ] && [ -f "$sarif" ] || return 0
	gzip -c "$sarif" | base64 | tr -d '\n' >"$work/sarif.gz.base64"
	gh api --silent --method POST "repos/$GITHUB_REPOSITORY/code-scanning/sarifs" -f commit_sha="$GITHUB_SHA" \
		-f ref="$GITHUB_REF" -F sarif=@"$work/sarif.gz.base64" ||
		say warning 'The results could not be uploaded to code scanning. The token needs security-events: write.'
}

# judge says why the job fails, if it does.
judge() {
	local bad=0
	because() {
		say error "$1"
		bad=1
	}
	if [ $invalid = true ]; then
		because 'The configuration is not valid.'
	elif [ $plan = failed ]; then
		because 'slogen could not compare the configuration with its base or its output.'
	fi
	[ $failing = false ] || ! fails_on test || because 'Tests of SLIs or burn alerts fail.'
	[ $stale = false ] || ! fails_on current ||
		because 'The committed output does not match the configuration: run slogen generate.'
	[ $unwise = false ] || ! fails_on lint || because 'slogen lint found something.'
	[ ${#classes[@]} = 0 ] || ! grep -q '"fail_on":{[^[]*\[[^]]*\],"failed":true' "$work/plan.json" 2>/dev/null ||
		because 'The plan does something that must be accepted first: see "Not accepted" in it.'
	[ $plan != changes ] || ! fails_on changes || because 'Something changes.'
	return $bad
}

export GH_HOST=${GITHUB_SERVER_URL#https://}
token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
sarif=$work/slogen.sarif
read_inputs
checks
annotate
told >"$work/told.md"
{
	printf '### slogen\n\n'
	if [ -s "$work/told.md" ]; then cat "$work/told.md"; else echo 'Nothing changes, and nothing is wrong.'; fi
} >>"$GITHUB_STEP_SUMMARY"
{
	echo "valid=$([ $invalid = true ] && echo false || echo true)"
	echo "changes=$([ $plan = changes ] && echo true || echo false)"
	echo "sarif=$sarif"
} >>"$GITHUB_OUTPUT"
comment
scan
judge
