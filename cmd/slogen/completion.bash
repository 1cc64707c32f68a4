# bash completion for slogen. It needs bash 3.2 or later and nothing else.
__slogen_complete() {
	local IFS=$' \t\n' words=() last=-1 joined=true i word directive=0 out line cur prefix

	# bash splits words at = and : too; slogen reads them whole.
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		case $word in
		= | : | == | ::)
			if ((last >= 0)); then
				words[last]+=$word
				joined=true
				continue
			fi
			;;
		esac
		if $joined && ((last >= 0)); then
			words[last]+=$word
		else
			words[++last]=$word
		fi
		joined=false
	done
	((last >= 0)) || words[0]=
	((last >= 0)) || last=0
	cur=${words[last]}

	out=$("${COMP_WORDS[0]}" __completeNoDesc "${words[@]}" 2>/dev/null) || return
	line=${out##*$'\n'}
	[[ $line != :* ]] || directive=${line#:}
	out=${out%"$line"}

	# Only what follows the last = or : is replaced.
	prefix=${cur%"${cur##*[=:]}"}
	COMPREPLY=()
	while IFS= read -r line; do
		[[ -n $line && $line == "$cur"* || -n $line && "$prefix$line" == "$cur"* ]] || continue
		[[ $line != "$cur"* || -z $prefix ]] || line=${line#"$prefix"}
		COMPREPLY+=("$(printf '%q' "$line")")
	done <<<"$out"

	# What slogen says of it: 2 no space, 4 no files, 8 files of these endings, 16 directories.
	if ((directive & 8)); then
		COMPREPLY=()
		while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${cur##*[=]}")
	elif ((directive & 16)); then
		COMPREPLY=()
		while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "${cur##*[=]}")
	fi
	if type compopt >/dev/null 2>&1; then
		((!(directive & 2))) || compopt -o nospace 2>/dev/null
		((!(directive & 4))) || compopt +o default 2>/dev/null
	fi
	return 0
}
complete -o default -F __slogen_complete slogen
