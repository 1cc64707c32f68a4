package main

import (
	"errors"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
)

// TestKeeper says that many changes at once share few writes, that each is answered after a write that began later than
// it, and that all hear of the error of theirs.
func TestKeeper(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun, release := 0, make(chan error)
		k := newKeeper(func() error { begun++; return <-release })
		results := make(chan error, 300)
		var all sync.WaitGroup
		change := func() { all.Go(func() { results <- k.save() }) }
		change()
		synctest.Wait()
		for range 200 {
			change()
		}
		synctest.Wait()
		if begun != 1 || len(results) != 0 {
			t.Fatalf("%d writes began and %d changes were answered while the first write ran", begun, len(results))
		}
		release <- nil
		synctest.Wait()
		if begun != 2 || len(results) != 1 {
			t.Fatalf("%d writes began and %d changes were answered after the first write", begun, len(results))
		}
		change() // too late for the write that runs
		synctest.Wait()
		full := errors.New("the disk is full")
		release <- full
		synctest.Wait()
		if begun != 3 || len(results) != 201 {
			t.Fatalf("%d writes began and %d changes were answered after the second write", begun, len(results))
		}
		release <- nil
		all.Wait()
		close(results)
		failed := 0
		for err := range results {
			if errors.Is(err, full) {
				failed++
			}
		}
		if failed != 200 || begun != 3 {
			t.Errorf("%d of 200 heard of the error, in %d writes", failed, begun)
		}
	})
}

// TestPatient says that no phase of a request may last for ever.
func TestPatient(t *testing.T) {
	s := patient(http.NotFoundHandler())
	if s.ReadHeaderTimeout <= 0 || s.ReadTimeout <= s.ReadHeaderTimeout || s.WriteTimeout <= s.ReadTimeout ||
		s.IdleTimeout <= 0 || s.MaxHeaderBytes <= 0 {
		t.Errorf("%+v", s)
	}
}

func TestIsLocal(t *testing.T) {
	for listen, want := range map[string]bool{
		"127.0.0.1:8080": true, "localhost:0": true, "[::1]:80": true, ":8080": true, "0.0.0.0:80": false, "[::]:80": false,
		"10.0.0.1:1": false, "box:80": false, "x": false,
	} {
		if got := isLocal(listen); got != want {
			t.Errorf("isLocal(%q) is %v", listen, got)
		}
	}
}
