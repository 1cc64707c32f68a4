package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slogen-project/slogen/generator/honeycomb"
)

// refusal is what became of an edit that slogen refuses to generate.
type refusal struct {
	said     string // by slogen generate
	problems []problem
	outcome  string // what applying it all the same does
}

// problem is one that slogen plan finds in what applying an edit would do, with the ways out that it offers.
type problem struct {
	Key    honeycomb.Key
	Detail string
	Ways   []wayOut
}

type wayOut struct {
	Text  string
	Paste []struct {
		Into   string // empty for the top level
		Origin struct {
			File string
			Line int
		}
		HCL string
	}
	Rename    []struct{ From, To honeycomb.Key }
	Run       []string
	FirstStep bool `json:"first_step"`
}

// problems are those that slogen plan finds.
func (l *life) problems(flags []string) ([]problem, error) {
	said, err := l.runSlogen("plan", append([]string{"-json"}, flags...)...)
	if err != nil {
		return nil, err
	}
	var p struct{ Problems []problem }
	err = json.Unmarshal([]byte(said), &p)
	return p.Problems, err
}

// refused proves that slogen refuses what the configuration was changed to: plan says it as well, generate writes
// nothing, and whoever accepts the loss and applies it has one. That last part is tried in a life of its own, at
// another API; this one goes on as if nothing had happened.
func (l *life) refused(flags []string) (*refusal, error) {
	if err := l.settings(); err != nil {
		return nil, err
	}
	committed, err := readAll(filepath.Join(l.dir, out))
	if err != nil {
		return nil, err
	}
	problems, err := l.problems(flags)
	if err != nil {
		return nil, err
	}
	said, err := l.runSlogen("generate", flags...)
	if err == nil {
		return nil, errors.New("slogen generates it")
	}
	if after, err := readAll(filepath.Join(l.dir, out)); err != nil || !maps.Equal(after, committed) {
		return nil, errors.Join(errors.New("slogen refused it and wrote all the same"), err)
	}
	if !strings.Contains(said, acceptLoss) {
		return nil, fmt.Errorf("slogen refuses it for another reason:\n%s", said)
	}
	if n := strings.Count(said, "Error: Applying this would "); n == 0 || n != len(problems) {
		return nil, fmt.Errorf("slogen plan finds %d problems, and slogen generate says:\n%s", len(problems), said)
	}
	outcome, err := l.loses(flags)
	if err != nil {
		return nil, fmt.Errorf("%w\n%s", err, said)
	}
	return &refusal{said, problems, outcome}, nil
}

// readAll reads every file below a folder.
func readAll(dir string) (map[string]string, error) {
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		src, err := os.ReadFile(name)
		all[name] = string(src)
		return err
	})
	return all, err
}

// loses proves that applying what slogen refused fails or drops something, in one of the orders in which the CLI may
// act; it says which. Each is tried in a life of its own.
func (l *life) loses(flags []string) (string, error) {
	for _, order := range []string{"deletes last", "changes in order of ids", "changes against the order of ids",
		"creates last"} {
		if outcome, err := l.losesWith(paces[order], flags); outcome != "" || err != nil {
			return outcome, err
		}
	}
	return "", errors.New("a false alarm: slogen refuses it, and its apply drops nothing")
}

// losesWith is empty when nothing is lost at this pace.
func (l *life) losesWith(p pace, flags []string) (string, error) {
	twin, err := l.fork()
	if err != nil {
		return "", err
	}
	defer twin.end()
	twin.api.pace = p
	before := twin.applied
	changes, err := twin.generate(append([]string{acceptLoss}, flags...))
	if err != nil {
		return "", fmt.Errorf("with %s: %w", acceptLoss, err)
	}
	if err := twin.prepare(false); err != nil {
		return "", err
	}
	if said, err := twin.cli("apply", "-auto-approve"); err != nil {
		return fmt.Sprintf("the apply fails, %s: %s", twin.gone(changes, before), firstError(said)), nil
	}
	missed, err := twin.follow(changes, before)
	if err != nil || len(missed) == 0 {
		return "", err
	}
	return fmt.Sprintf("the apply drops %v", missed), nil
}

// gone says which objects that are still declared an apply that failed has deleted.
func (l *life) gone(changes []change, before []*record) string {
	from := map[honeycomb.Key]honeycomb.Key{}
	for _, c := range changes {
		from[c.Key] = c.From
	}
	said, err := l.cli("show", "-json")
	if err != nil {
		return err.Error()
	}
	ids, err := readIDs([]byte(said), append(slices.Clone(before), l.applied...))
	if err != nil {
		return err.Error()
	}
	old := byKey(before)
	var keys []honeycomb.Key
	for _, r := range l.applied {
		was := r.Key
		if from[was] != "" {
			was = from[was]
		}
		if old[was] != nil && !r.Lookup && l.api.missed(l.ids[was], ids[r.Key]) {
			keys = append(keys, r.Key)
		}
	}
	if len(keys) == 0 {
		return "nothing is gone"
	}
	return fmt.Sprintf("%v gone", keys)
}

// firstError is the first error that a CLI showed, in one line.
func firstError(said string) string {
	text := strings.TrimSpace(unwrapped(said))
	if i := strings.Index(text, "Error: "); i >= 0 {
		text = text[i:]
	}
	return text[:min(len(text), 300)]
}

// fork is a copy of a life, at an API of its own in which there is the same.
func (l *life) fork() (*life, error) {
	dir, err := os.MkdirTemp("", "slogen-e2e-")
	if err != nil {
		return nil, err
	}
	twin := newLife(l.way, dir)
	twin.forked = true
	if err := os.CopyFS(dir, os.DirFS(l.dir)); err != nil {
		return nil, err
	}
	twin.secrets, twin.applied, twin.ids = l.secrets, l.applied, maps.Clone(l.ids)
	state, err := l.api.server.State()
	if err != nil {
		return nil, err
	}
	twin.api = newWorld()
	twin.api.foreign = maps.Clone(l.api.foreign)
	if err := twin.api.server.Restore(state); err != nil {
		return nil, err
	}
	return twin, twin.serve()
}

// takeWays follows, one problem after the other, the ways out whose words hold one of the texts.
func (l *life) takeWays(texts []string) error {
	for range 20 {
		problems, err := l.problems(nil)
		if err != nil || len(problems) == 0 {
			return err
		}
		ways := problems[0].Ways
		i := slices.IndexFunc(ways, func(w wayOut) bool {
			return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(w.Text, text) })
		})
		if i < 0 {
			return fmt.Errorf("no way out says one of %q: %+v", texts, ways)
		}
		if _, err := l.takeWay(ways[i]); err != nil {
			return err
		}
		for _, command := range ways[i].Run {
			_, args, _ := strings.Cut(command, " ") // behind the name of the CLI
			if _, err := l.cli(strings.Split(strings.ReplaceAll(args, "'", ""), " ")...); err != nil {
				return err
			}
		}
		if len(ways[i].Run) > 0 {
			return nil // it changes no source, so slogen goes on seeing the problem
		}
	}
	return errors.New("twenty ways were taken, and still something is in the way")
}

// takeWay follows a way out in the sources, as a reader would. It says whether the next generate is to write a first
// step.
func (l *life) takeWay(w wayOut) (first bool, err error) {
	for _, r := range w.Rename {
		d, err := readDraft(l.dir)
		if err != nil {
			return false, err
		}
		d.relabel(r.From, r.To)
		if err := d.write(l.dir); err != nil {
			return false, err
		}
	}
	for _, p := range w.Paste {
		if p.Into == "" {
			if err := appendTo(filepath.Join(l.dir, "pasted.slo.hcl"), p.HCL+"\n"); err != nil {
				return false, err
			}
			continue
		}
		file := filepath.Join(l.dir, p.Origin.File)
		src, err := os.ReadFile(file)
		if err != nil {
			return false, err
		}
		lines := strings.Split(string(src), "\n")
		if p.Origin.Line < 1 || p.Origin.Line > len(lines) {
			return false, fmt.Errorf("%s:%d is no place to paste %s", p.Origin.File, p.Origin.Line, p.HCL)
		}
		lines = slices.Insert(withoutArgument(lines, p.Origin.Line, p.HCL), p.Origin.Line, p.HCL)
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o666); err != nil {
			return false, err
		}
	}
	return w.FirstStep, nil
}

// withoutArgument is a source without the argument that a block which begins at a line has already, if it has it.
func withoutArgument(lines []string, begin int, hcl string) []string {
	name, _, _ := strings.Cut(hcl, " ")
	indent := len(lines[begin-1]) - len(strings.TrimLeft(lines[begin-1], " "))
	for i := begin; i < len(lines); i++ {
		text := strings.TrimLeft(lines[i], " ")
		if len(lines[i])-len(text) == indent && text == "}" {
			break
		}
		if word, _, _ := strings.Cut(text, " "); word == name {
			return slices.Delete(lines, i, i+1)
		}
	}
	return lines
}

func appendTo(file, text string) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
