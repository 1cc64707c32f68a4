package formats

import (
	"io"
	"net/url"
	"path"
	"strings"

	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/printable"
)

// The members of SARIF that slogen fills. Source: SARIF 2.1.0, errata 01, the sections in brackets. The libraries that
// exist write every list that is empty and, for each place, offsets of zero that contradict its lines; the tests hold
// what is written here to the schema that one of them carries.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct { // [3.14]
		Tool struct {
			Driver sarifDriver `json:"driver"`
		} `json:"tool"`
		ColumnKind  string            `json:"columnKind"`
		Invocations []sarifInvocation `json:"invocations"`
		Results     []sarifResult     `json:"results"`
	}
	sarifDriver struct { // [3.19]
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct { // [3.49]
		ID               string     `json:"id"`
		ShortDescription *sarifText `json:"shortDescription,omitempty"`
		FullDescription  *sarifText `json:"fullDescription,omitempty"`
		Help             *sarifText `json:"help,omitempty"`
	}
	sarifText struct { // [3.11], [3.12]
		Text string `json:"text"`
	}
	sarifInvocation struct { // [3.20]
		ExecutionSuccessful bool `json:"executionSuccessful"`
	}
	sarifResult struct { // [3.27]
		RuleID              string            `json:"ruleId"`
		RuleIndex           int               `json:"ruleIndex"`
		Level               string            `json:"level"`
		Message             sarifText         `json:"message"`
		Locations           []sarifLocation   `json:"locations,omitempty"`
		RelatedLocations    []sarifLocation   `json:"relatedLocations,omitempty"`
		PartialFingerprints map[string]string `json:"partialFingerprints"`
		Fixes               []sarifFix        `json:"fixes,omitempty"`
	}
	sarifLocation struct { // [3.28]
		Physical sarifPhysical `json:"physicalLocation"`
		Message  *sarifText    `json:"message,omitempty"`
	}
	sarifPhysical struct { // [3.29]
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   sarifRegion   `json:"region"`
	}
	sarifArtifact struct { // [3.4]
		URI string `json:"uri"`
	}
	sarifRegion struct { // [3.30]
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn"`
		EndLine     int `json:"endLine"`
		EndColumn   int `json:"endColumn"`
	}
	sarifFix struct { // [3.55]
		Description sarifText     `json:"description"`
		Changes     []sarifChange `json:"artifactChanges"`
	}
	sarifChange struct { // [3.56]
		Artifact     sarifArtifact      `json:"artifactLocation"`
		Replacements []sarifReplacement `json:"replacements"`
	}
	sarifReplacement struct { // [3.57]
		Deleted  sarifRegion `json:"deletedRegion"`
		Inserted sarifText   `json:"insertedContent"`
	}
)

func writeSARIF(w io.Writer, r *diag.Report, o Options) error {
	var run sarifRun
	run.ColumnKind = "unicodeCodePoints"
	run.Invocations = []sarifInvocation{{ExecutionSuccessful: true}}
	run.Results = []sarifResult{}
	run.Tool.Driver = sarifDriver{Name: "slogen", Version: o.Version,
		InformationURI: "https://github.com/slogen-project/slogen", Rules: []sarifRule{}}
	rules := map[string]int{}
	for p := range problems(r, o) {
		index, ok := rules[p.rule]
		if !ok {
			index = len(run.Tool.Driver.Rules)
			rules[p.rule] = index
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, o.rule(&p))
		}
		x := sarifResult{RuleID: p.rule, RuleIndex: index, Level: p.severity("note"), Message: sarifText{p.title()},
			PartialFingerprints: map[string]string{"slogen/v1": p.key}}
		if text := p.message(o); text != "" {
			x.Message.Text += "\n\n" + text
		}
		if p.at != nil {
			x.Locations = []sarifLocation{{Physical: o.physical(p.at)}}
		}
		for i := range p.Notes {
			n := &p.Notes[i]
			if n.Range == nil {
				continue
			}
			at := n.Range
			if evaluated(n.Snippet) {
				at = fileOf(at)
			}
			x.RelatedLocations = append(x.RelatedLocations, sarifLocation{o.physical(at),
				&sarifText{printable.Text(n.Text)}})
		}
		if p.at == p.Range { // a fix is for the first place
			x.Fixes = o.fixes(p.Diagnostic)
		}
		run.Results = append(run.Results, x)
	}
	return writeJSON(w, sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0",
		Runs: []sarifRun{run}})
}

// rule describes the rule that p breaks.
func (o Options) rule(p *problem) sarifRule {
	x := sarifRule{ID: p.rule, ShortDescription: &sarifText{p.title()}}
	if p.Code == "" || p.Own || o.Help == nil {
		return x
	}
	if h := o.Help(p.Code); h.Title != "" {
		x.ShortDescription, x.FullDescription = &sarifText{h.Title}, &sarifText{h.Text}
		x.Help = &sarifText{h.Text + "\n\n\"slogen explain " + p.Code + "\" says more."}
	}
	return x
}

func (o Options) physical(r *diag.Range) sarifPhysical {
	return sarifPhysical{sarifArtifact{uri(o.name(r.Filename))}, region(r)}
}

// uri is a file's name as a relative reference.
func uri(file string) string {
	if path.IsAbs(file) {
		return (&url.URL{Scheme: "file", Path: file}).String()
	}
	// A colon in the first part would end a scheme.
	return strings.ReplaceAll(strings.TrimPrefix((&url.URL{Path: "./" + file}).EscapedPath(), "./"), ":", "%3A")
}

func region(r *diag.Range) sarifRegion {
	x := sarifRegion{max(1, r.Start.Line), max(1, r.Start.CodePoint), max(1, r.End.Line), max(1, r.End.CodePoint)}
	if x.EndLine < x.StartLine || x.EndLine == x.StartLine && x.EndColumn < x.StartColumn {
		x.EndLine, x.EndColumn = x.StartLine, x.StartColumn
	}
	return x
}

// fixes makes one fix of the edits, by file.
func (o Options) fixes(d *diag.Diagnostic) []sarifFix {
	if len(d.Fix) == 0 {
		return nil
	}
	fix := sarifFix{Description: sarifText{printable.Line(d.FixTitle) + "."}}
	if d.FixUnsafe {
		fix.Description.Text += " This is a guess, or changes what is measured or who is told: look at it first."
	}
	for i := range d.Fix {
		e := &d.Fix[i]
		name := uri(o.name(e.Range.Filename))
		if n := len(fix.Changes); n == 0 || fix.Changes[n-1].Artifact.URI != name {
			fix.Changes = append(fix.Changes, sarifChange{Artifact: sarifArtifact{name}})
		}
		c := &fix.Changes[len(fix.Changes)-1]
		c.Replacements = append(c.Replacements, sarifReplacement{region(&e.Range), sarifText{e.New}})
	}
	return []sarifFix{fix}
}
