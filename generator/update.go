package generator

import (
	"context"
	"slices"
	"sync/atomic"

	"github.com/hashicorp/hcl/v2"

	"github.com/slogen-project/slogen/generator/compile"
	"github.com/slogen-project/slogen/generator/parallel"
)

// Workspace is a configuration that stays loaded while its files change, as an editor needs it. What an editor has not
// saved yet it gives through [Options.Storage].
//
// Methods must not be called concurrently. The objects of files that haven't changed are the same from one [Result] to
// the next, so only the last Result is to be used.
type Workspace struct {
	o    Options
	last *loading // nil before anything is loaded, and when it can't be updated
}

// NewWorkspace makes a workspace. Its first Update loads the configuration.
func NewWorkspace(o Options) *Workspace { return &Workspace{o: o} }

// Update loads what has changed and returns what [Load] would return now. The names are those of all files that have
// changed since the last time, appeared or gone, as [Result] and its diagnostics name them; others are taken to be the
// same, and so is the environment.
//
// Where files that hold nothing but services have changed, they are compiled again, with those that refer to their
// SLIs, and the rules that concern all services are checked once more. Everything else has effects that can't be told
// from looking at it (shared declarations, files that others read, files of tests, new files), so all is loaded anew.
func (w *Workspace) Update(ctx context.Context, changed ...string) (*Result, hcl.Diagnostics) {
	if diags, ok := w.update(ctx, changed); ok {
		return w.last.result(ctx), diags
	}
	l, diags := load(ctx, w.o)
	res := l.result(ctx)
	if w.last = nil; l.updatable(ctx) {
		w.last = l
	}
	return res, diags
}

// updatable says whether what was loaded can stay while a part of it is replaced.
func (l *loading) updatable(ctx context.Context) bool {
	return ctx.Err() == nil && l.compiler != nil && !l.compiler.Ambiguous() && l.Budget().Err() == nil
}

// update does what [Workspace.Update] says without loading everything; false if it can't. What was loaded before is
// then of no use any more.
func (w *Workspace) update(ctx context.Context, changed []string) (hcl.Diagnostics, bool) {
	l := w.last
	if l == nil {
		return nil, false
	}
	files := make([]int, len(changed))
	names := map[string]bool{} // of the services that are not what they were
	for n, name := range changed {
		i := slices.IndexFunc(l.files, func(f inputFile) bool { return f.name == name })
		if i < 0 || l.isShared[i] {
			return nil, false
		}
		files[n] = i
		l.names(i, names)
	}
	slices.Sort(files)
	files = slices.Compact(files)
	if !l.replace(ctx, files) {
		return nil, false
	}
	units := make([][]*compile.Unit, len(l.parts))
	for i := range l.parts {
		units[i] = l.parts[i].units
	}
	for _, i := range files {
		l.names(i, names)
	}
	if !l.replace(ctx, compile.Dependents(units, names)) || !l.join(ctx) || !l.updatable(ctx) {
		return nil, false
	}
	return l.settled(), true
}

// names adds the names of a file's services.
func (l *loading) names(i int, to map[string]bool) {
	for _, u := range l.parts[i].units {
		to[u.Name()] = true
	}
}

// replace reads and compiles files again that hold nothing but services; false if one can't be read or doesn't.
func (l *loading) replace(ctx context.Context, files []int) bool {
	for _, i := range files {
		l.compiler.Forget(l.parts[i].units)
		l.parts[i], l.files[i].src = filePart{}, nil
	}
	var others atomic.Bool
	parallel.Each(ctx, len(files), l.o.Workers, func(n int) {
		i := files[n]
		if l.readFile(i); l.parts[i].problems.HasErrors() || l.mayHoldShared(i) || !l.compilePart(i, nil) {
			others.Store(true)
		}
	})
	return !others.Load()
}
