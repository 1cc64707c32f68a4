#!/bin/sh
# Opens a pull request against examples/shop and says what a pipeline makes of it: change.diff is what the branch
# changes, its author generates the output and commits it, with message.txt as the message if there is one. main.diff is
# what main has got meanwhile, which the branch merges. What is found goes to comment.md, annotations.txt and steps.txt.
set -eu

commit() {
	slogen generate shop >/dev/null 2>&1 || : # of what isn't valid there is no output
	git add shop
	git commit -q "$@"
}

export GIT_AUTHOR_NAME=Dev GIT_AUTHOR_EMAIL=dev@shop.example GIT_COMMITTER_NAME=Dev GIT_COMMITTER_EMAIL=dev@shop.example
export GIT_AUTHOR_DATE=2026-01-01T12:00:00Z GIT_COMMITTER_DATE=2026-01-01T12:00:00Z

cp -R "$SOURCE/examples/shop" shop
git init -q -b main
git config core.autocrlf false
commit -m main
git switch -q -c change
git apply change.diff
if [ -f message.txt ]; then commit -F message.txt; else commit -m change; fi
if [ -f main.diff ]; then
	git switch -q main
	git apply main.diff
	commit -m meanwhile
	git switch -q change
	git merge -q -m merge main
	commit --amend --no-edit
fi

step() {
	code=0
	"$@" || code=$?
	echo "$code  $*" >>steps.txt
}
step slogen validate -format=github shop >annotations.txt
step slogen test -changed-since=main shop >tests.txt 2>&1
step slogen plan -against=merge-base:main -fail-on=loosened,quieter,history-lost,gap -format=markdown shop \
	>comment.md 2>plan.txt
step slogen generate -check shop >check.txt 2>&1
