package words

import (
	"fmt"
	"strconv"
	"strings"
)

// List joins words: "a", "a and b", "a, b and c".
func List(words []string) string { return join(words, " and ") }

// Or is [List] for what there is to choose from: "a, b or c".
func Or(words []string) string { return join(words, " or ") }

func join(words []string, last string) string {
	if n := len(words); n > 1 {
		return strings.Join(words[:n-1], ", ") + last + words[n-1]
	}
	return strings.Join(words, "")
}

// Some is [List] of the first words and how many more there are, where there are more than most: "a, b and 3 more".
func Some(words []string, most int) string {
	if n := len(words) - most; n > 0 {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), n)
	}
	return List(words)
}

// Quoted puts each word into double quotes.
func Quoted(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strconv.Quote(w)
	}
	return out
}

// Counted is a number with what goes with one or with several: "1 test depends", "2 tests depend".
func Counted[N int | int64](n N, one, several string) string {
	return Thousands(n) + " " + Verb(n, one, several)
}

// Verb is the form of a verb, or of anything else, that goes with a number.
func Verb[N int | int64](n N, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

// Plural is a number with its noun: "1 policy", "2 policies".
func Plural[N int | int64](n N, noun string) string { return Counted(n, noun, plural(noun)) }

func plural(noun string) string {
	if stem, ok := strings.CutSuffix(noun, "y"); ok && !strings.HasSuffix(stem, "a") {
		return stem + "ies"
	}
	return noun + "s"
}

// small is a number of few things in words, from five on in digits: "none", "one", "two".
func small(n int) string {
	if small := [...]string{"none", "one", "two", "three", "four"}; n >= 0 && n < len(small) {
		return small[n]
	}
	return strconv.Itoa(n)
}

// Few is [Counted] in words: "none of them are", "one of them is", "5 of them are".
func Few(n int, one, several string) string { return small(n) + " " + Verb(n, one, several) }

// SmallPlural is [Plural] in words: "no arguments", "one argument", "two arguments".
func SmallPlural(n int, noun string) string {
	if n == 0 {
		return "no " + plural(noun)
	}
	return Few(n, noun, plural(noun))
}

// Article puts "a" or "an" before a noun.
func Article(noun string) string {
	if noun == "" || strings.ContainsRune("aeiouAEIOU", rune(noun[0])) || strings.HasPrefix(noun, "SL") ||
		strings.HasPrefix(noun, "sl") && noun != "slogen" {
		return "an " + noun // "an SLO", and the block slo
	}
	return "a " + noun
}

// LowerFirst is a sentence as a part of another one: it begins in lower case, unless its first word is a name in
// capitals.
func LowerFirst(s string) string {
	if len(s) > 1 && s[0] >= 'A' && s[0] <= 'Z' && s[1] >= 'a' && s[1] <= 'z' {
		return string(s[0]|0x20) + s[1:]
	}
	return s
}

// Capital is a text with its first letter large.
func Capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// Sentence ends a text with a full stop, unless it is empty or ends already.
func Sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsRune(".!?", rune(s[len(s)-1])) {
		return s
	}
	return s + "."
}

// Cut is a text that goes into a message, cut to a number of characters (at least 4) where it is longer.
func Cut(s string, most int) string {
	n, end := 0, 0
	for i := range s {
		if n == most-3 {
			end = i
		}
		if n++; n > most {
			return s[:end] + "..."
		}
	}
	return s
}

var week = [...]string{"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"}

// Weekdays lists days of the week, given by their names, in order and three or more together by the first and the last:
// "monday to friday", "saturday, sunday", "friday to monday".
func Weekdays(days []string) string {
	on, n := [len(week)]bool{}, 0
	for i, d := range week {
		for _, x := range days {
			if x == d && !on[i] {
				on[i], n = true, n+1
			}
		}
	}
	first := 0
	for n < len(week) && on[0] && on[(first+len(week)-1)%len(week)] { // what goes over Sunday is one
		first += len(week) - 1
	}
	var out []string
	for i := 0; i < len(week); i++ {
		run := 0
		for run < len(week)-i && on[(first+i+run)%len(week)] {
			out = append(out, week[(first+i+run)%len(week)])
			run++
		}
		if run > 2 {
			out = append(out[:len(out)-run], out[len(out)-run]+" to "+out[len(out)-1])
		}
		i += max(run-1, 0)
	}
	return strings.Join(out, ", ")
}
