package comment

import (
	"fmt"
	"strings"

	"github.com/slogen-project/slogen/generator/contrast"
	"github.com/slogen-project/slogen/generator/words"
)

// Contrast writes what differs between environments as a table with a column for each.
func Contrast(names []string, rows []contrast.Row) []byte {
	if len(rows) == 0 {
		return []byte("Nothing differs between the environments.\n")
	}
	var b strings.Builder
	b.WriteString("| object | |")
	for _, n := range names {
		b.WriteString(" " + cell(n) + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(names)) + "\n")
	for i := range rows {
		r := &rows[i]
		line := fmt.Sprintf("| %s | %s |", breakable(r.Title()), cell(r.What))
		for _, v := range r.Values {
			line += " " + cell(v) + " |"
		}
		if b.Len()+len(line) > maxBytes {
			fmt.Fprintf(&b, "\nAnd %s, which `slogen environments` lists.\n", words.Counted(len(rows)-i, "more row",
				"more rows"))
			break
		}
		b.WriteString(line + "\n")
	}
	return []byte(b.String())
}
