package main

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestIsInput looks at the beginning of main.tf alone, however long that is.
func TestIsInput(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "main.tf"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Truncate(64 << 20); err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	is := isInput(dir)
	runtime.ReadMemStats(&after)
	if n := after.TotalAlloc - before.TotalAlloc; is || n > 1<<20 {
		t.Errorf("%t, with %d bytes", is, n)
	}
}
