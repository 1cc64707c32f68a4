package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/slogen-project/slogen/generator/plan"
	"github.com/slogen-project/slogen/generator/state"
	"github.com/slogen-project/slogen/generator/words"
)

// stateBase is the state of Terraform or OpenTofu in a file, or in the standard input.
func (a *app) stateBase(file string) (*base, error) {
	data, err := a.readState(file)
	if err != nil {
		return nil, fail("Base can't be read", wordy(err)+" "+otherBases)
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, unreadableState(file, errors.New("it is empty. Did the command that was to write it fail?"))
	}
	s, err := state.Read(data)
	if err != nil {
		return nil, unreadableState(file, err)
	}
	b := &base{Base: plan.Base{Kind: plan.BaseState, Name: filepath.ToSlash(file)}, state: s}
	if file == standardInput {
		b.Name = "the standard input"
	}
	return b, nil
}

// readState reads a file, or the standard input, which may have a certain size.
func (a *app) readState(file string) ([]byte, error) {
	in := a.in
	if file != standardInput {
		f, err := os.Open(file)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if info, err := f.Stat(); err == nil && info.IsDir() {
			return nil, fmt.Errorf("%q is a folder. Name the file with the state, such as terraform.tfstate", file)
		}
		in = f
	}
	data, err := io.ReadAll(io.LimitReader(in, state.MaxBytes+1))
	if err == nil && len(data) > state.MaxBytes {
		err = fmt.Errorf("%q has more than the %d MiB that a state may have", file, state.MaxBytes>>20)
	}
	return data, err
}

// sniffed is how much of a file is looked at to see whether it may be JSON.
const sniffed = 512

// holdsState reports whether a file looks like a state.
func holdsState(file string) bool {
	// What is read from a pipe can't be read again.
	if at, err := os.Stat(file); err != nil || !at.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(file)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, sniffed)
	n, _ := io.ReadFull(f, head)
	if !bytes.HasPrefix(bytes.TrimLeft(head[:n], "\ufeff \t\r\n"), []byte("{")) {
		return false
	}
	rest, err := io.ReadAll(io.LimitReader(f, state.MaxBytes))
	return err == nil && state.Is(append(head[:n], rest...))
}

// oneState refuses to compare several environments with the state, or the output, of one.
func oneState(runs []*run, against string) error {
	what := "a state"
	made, err := readMadeFrom(filepath.FromSlash(strings.TrimPrefix(against, folderPrefix)))
	switch {
	case len(runs) < 2 || against == "":
		return nil
	case err == nil && made != nil:
		what = "an output"
	case !strings.HasPrefix(against, statePrefix) && !holdsState(against):
		return nil
	}
	return fail("Conflicting flags", fmt.Sprintf("-against=%s names %s, which is that of one environment. Name it "+
		"with -environment, one of %s.", shellQuote(against), what, words.List(namesOf(runs))))
}

func unreadableState(file string, err error) error {
	if file == standardInput {
		file = "the standard input"
	}
	return fail("State can't be read", fmt.Sprintf("%s: %s %s", file, words.Sentence(err.Error()), otherBases))
}
