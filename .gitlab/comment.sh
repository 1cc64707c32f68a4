#!/bin/sh
# Puts a plan into a note on the merge request, or into the place of the note that it wrote before:
#
#   comment.sh FILE
#
# FILE is what `slogen plan -format=markdown` writes; its first line is the marker by which the note is found again. The
# token is in SLOGEN_GITLAB_TOKEN: a project access token with the scope `api`, as a masked variable of the project. The
# rest are GitLab's own variables. Without a token, as in a merge request from a fork, nothing is written, and it says so.
# What can't be written fails nothing: the plan is in the job's log and artifacts.
set -eu

file=${1:?usage: comment.sh FILE}
[ -n "${CI_MERGE_REQUEST_IID:-}" ] || exit 0
[ -s "$file" ] || exit 0

told() {
	printf 'slogen: %s\n' "$1" >&2
	exit 0
}

if [ -z "${SLOGEN_GITLAB_TOKEN:-}" ]; then
	told "no comment was written, since there is no token in SLOGEN_GITLAB_TOKEN. The plan is in the job's log and \
artifacts. Pipelines of forks don't get the variables of the project."
fi
for tool in curl jq; do
	command -v "$tool" >/dev/null || told "no comment was written, since this image has no $tool."
done

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# Not on the command line, where other processes see it.
printf 'PRIVATE-TOKEN: %s\n' "$SLOGEN_GITLAB_TOKEN" >"$work/header"
notes=$CI_API_V4_URL/projects/$CI_MERGE_REQUEST_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes

# call ARGUMENT... sends a request; the answer is in $work/answer and its status in $status. It follows no redirect, which
# could lead the token elsewhere.
call() {
	status=$(curl --silent --max-time 60 --header "@$work/header" --output "$work/answer" --write-out '%{http_code}' \
		"$@") || status=000
}

# refused WHAT says why there is no comment.
refused() {
	case $status in
	000) told "$1: GitLab's API can't be reached." ;;
	401) told "$1: GitLab doesn't know the token in SLOGEN_GITLAB_TOKEN (401). Has it expired?" ;;
	403) told "$1: the token in SLOGEN_GITLAB_TOKEN may not do that (403). It needs the scope api and the role Reporter." ;;
	*) told "$1: GitLab's API answered with the status $status." ;;
	esac
}

call "$CI_API_V4_URL/user"
[ "$status" = 200 ] || refused 'no comment was written'
me=$(jq -er '.id | numbers' "$work/answer") || told "no comment was written: GitLab's answer can't be read."
marker=$(head -n 1 "$file")

# Others may write the marker, too: only notes of the token's own user count.
id=''
page=1
while [ -z "$id" ] && [ "$page" -le 100 ]; do
	call "$notes?per_page=100&page=$page&order_by=created_at&sort=asc"
	[ "$status" = 200 ] || refused 'the notes of the merge request could not be read'
	# shellcheck disable=SC2016 # the variables are jq's
	id=$(jq -r --argjson me "$me" --arg marker "$marker" \
		'[.[] | select(.system | not) | select(.author.id == $me) | select(.body // "" | startswith($marker)) | .id][0] // empty' \
		"$work/answer") || told "the notes of the merge request could not be read: GitLab's answer can't be."
	[ "$(jq length "$work/answer")" = 100 ] || break
	page=$((page + 1))
done

if [ -n "$id" ]; then
	call --request PUT --data-urlencode "body@$file" "$notes/$id"
	[ "$status" = 200 ] || refused 'the comment could not be updated'
elif ! sed -n '2,$p' "$file" | grep -v '^$' | grep -qiv '^\(\*\*[^*]*:\*\* \)\{0,1\}no alert changes against '; then
	exit 0 # where nothing was said, nothing needs to be taken back
else
	call --request POST --data-urlencode "body@$file" "$notes"
	[ "$status" = 201 ] || refused 'the comment could not be written'
fi
