package main

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/slogen-project/slogen/generator/diag"
)

// spoilt finds what hclwrite is known to spoil: after an interpolation or directive over several lines in a heredoc
// everything loses its indentation, to the end of the file (hashicorp/terraform issue 34877). It is a warning, and nil
// when there is nothing of the kind.
func spoilt(name string, src []byte) *hcl.Diagnostic {
	tokens, _ := hclsyntax.LexConfig(src, name, hcl.InitialPos)
	heredocs := 0
	var open []hclsyntax.Token // sequences
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOHeredoc:
			heredocs++
		case hclsyntax.TokenCHeredoc:
			heredocs--
		case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			open = append(open, t)
		case hclsyntax.TokenTemplateSeqEnd:
			if len(open) == 0 {
				continue
			}
			first := open[len(open)-1]
			open = open[:len(open)-1]
			if heredocs > 0 && first.Range.Start.Line < t.Range.Start.Line {
				return diag.Command(hcl.DiagWarning, "File left alone", fmt.Sprintf("%s stays as it is because of its "+
					"line %d. The formatter removes the indentation of everything after an interpolation over several "+
					"lines in a heredoc. Write the interpolation on one line, or name it in `locals` and write "+
					"${local.name}. Then slogen can format the file.", name, first.Range.Start.Line), hcl.Range{})
			}
		}
	}
	return nil
}
