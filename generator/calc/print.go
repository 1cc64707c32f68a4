package calc

import (
	"math"
	"strconv"
	"unicode/utf8"
)

// String is the formula in canonical form, see [Append].
func (f *Formula) String() string { return string(Append(nil, f.Root)) }

// Append appends e in canonical form: every operator as a function, one space after a comma, column names quoted unless
// they are [A-Za-z_][A-Za-z0-9_.]*, strings in double quotes, floats with a point or an exponent so that their kind
// survives. The text is the same on every machine, [Parse] reads the same tree from it, and printing that gives the
// same text.
//
// Three numbers have no literal in the language, and [Check] refuses them: the smallest int64 (the sign is read after
// the magnitude), infinities and NaN.
func Append(dst []byte, e Expr) []byte {
	switch n := e.(type) {
	case *Literal:
		return AppendValue(dst, n.Value)
	case *Column:
		return AppendColumn(dst, n.Name)
	case *Call:
		dst = append(dst, n.Func...)
		dst = append(dst, '(')
		for i, a := range n.Args {
			if i > 0 {
				dst = append(dst, ", "...)
			}
			dst = Append(dst, a)
		}
		return append(dst, ')')
	}
	return dst
}

// AppendColumn appends a reference to a column, such as $duration_ms or $"user agent".
func AppendColumn(dst []byte, name string) []byte {
	dst = append(dst, '$')
	if plainName(name) {
		return append(dst, name...)
	}
	return appendString(dst, name)
}

// plainName says whether a column may be written without quotes. The language allows more; quotes are always right.
func plainName(name string) bool {
	for i := 0; i < len(name); i++ {
		c := name[i]
		if !(c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z' || i > 0 && (c == '.' || '0' <= c && c <= '9')) {
			return false
		}
	}
	return name != ""
}

// AppendValue appends a value as the literal that means it.
func AppendValue(dst []byte, v Value) []byte {
	switch v.Kind {
	case Null:
		return append(dst, "null"...)
	case Bool:
		return strconv.AppendBool(dst, v.Bool)
	case Int:
		return strconv.AppendInt(dst, v.Int, 10)
	case Float:
		return appendFloat(dst, v.Float)
	default:
		return appendString(dst, v.Str)
	}
}

func appendFloat(dst []byte, f float64) []byte {
	abs := math.Abs(f)
	if abs != 0 && (abs < 1e-6 || abs >= 1e21) {
		return strconv.AppendFloat(dst, f, 'e', -1, 64)
	}
	from := len(dst)
	dst = strconv.AppendFloat(dst, f, 'f', -1, 64)
	for _, c := range dst[from:] {
		if c == '.' || c == 'N' { // NaN has no literal
			return dst
		}
	}
	return append(dst, ".0"...)
}

const hexDigits = "0123456789abcdef"

// appendString appends a string in double quotes. Only what can't stand for itself, or can't be seen, is escaped, by a
// rule of our own: strconv's depends on the Unicode version of the Go release.
func appendString(dst []byte, s string) []byte {
	dst = append(dst, '"')
	from := 0 // start of the bytes not yet appended
	for i := 0; i < len(s); {
		c := s[i]
		if ' ' <= c && c < 0x7f && c != '"' && c != '\\' {
			i++
			continue
		}
		size := 1
		if c >= utf8.RuneSelf {
			var r rune
			r, size = utf8.DecodeRuneInString(s[i:])
			if !(r == utf8.RuneError && size == 1) && !invisible(r) {
				i += size
				continue
			}
			dst = append(dst, s[from:i]...)
			if size == 1 {
				dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
			} else {
				dst = append(dst, '\\', 'u', hexDigits[r>>12&15], hexDigits[r>>8&15], hexDigits[r>>4&15], hexDigits[r&15])
			}
		} else {
			dst = append(dst, s[from:i]...)
			switch c {
			case '"', '\\':
				dst = append(dst, '\\', c)
			case '\n':
				dst = append(dst, `\n`...)
			case '\r':
				dst = append(dst, `\r`...)
			case '\t':
				dst = append(dst, `\t`...)
			default:
				dst = append(dst, '\\', 'x', hexDigits[c>>4], hexDigits[c&15])
			}
		}
		i += size
		from = i
	}
	dst = append(dst, s[from:]...)
	return append(dst, '"')
}

// invisible says whether a character above ASCII changes what a reader sees without being seen: control characters,
// line separators, marks that turn the direction of text, the byte order mark. All are below U+10000.
func invisible(r rune) bool {
	return 0x80 <= r && r <= 0x9f || r == 0xad || 0x200b <= r && r <= 0x200f || 0x2028 <= r && r <= 0x202e ||
		0x2060 <= r && r <= 0x2069 || r == 0xfeff
}
