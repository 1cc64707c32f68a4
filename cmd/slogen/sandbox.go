package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/hashicorp/hcl/v2"
	"github.com/spf13/cobra"

	"github.com/slogen-project/slogen/generator/config"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/sandbox"
)

// How long the sandbox waits for a client: for the head of its request, for all of it, for the client to read the
// answer, for the next request, and, when it stops, for the last answers to be read.
const (
	headTimeout   = 10 * time.Second
	bodyTimeout   = 30 * time.Second
	answerTimeout = 60 * time.Second
	idleTimeout   = 2 * time.Minute
	stopTimeout   = 5 * time.Second
	headBytes     = 64 << 10
)

func sandboxCommand(a *app) *cobra.Command {
	var listen, state, seed, limit string
	var columns []string
	var strict bool
	c := &cobra.Command{
		Use:   "sandbox",
		Short: "Serve a stand-in for Honeycomb's API",
		Long: `Serves a stand-in for Honeycomb's API, in memory, so that you can try the whole
chain without an account. Terraform, or a client of your own, can create calculated
fields, SLOs, burn alerts, triggers, recipients, queries and boards in it, under
the rules of the real one. It accepts any API key. It accepts no events and fires
no alerts.

It listens on this machine only, and answers only to the names localhost and
127.0.0.1, unless -listen names another address. It prints how to use it and one
line per request (never a header or a body), and stops when interrupted. Without
-state it then forgets everything. A state file holds the secrets that were sent;
only its owner can read it.

A dataset exists as soon as something names it, unless -strict is given. Once
-columns or a client has created columns, a formula can name no others.

The exit code is 0 when it is stopped, and 1 on errors.`,
		Example: `slogen sandbox
slogen sandbox -state=sandbox.json -columns=checkout=checkout.columns.json
slogen sandbox -rate-limit=2/s   # how does your client cope?`,
		Args:              noArgs,
		ValidArgsFunction: cobra.NoFileCompletions,
		RunE: func(c *cobra.Command, _ []string) error {
			o := sandbox.Options{Clock: time.Now, Seed: seed, Strict: strict}
			if !c.Flags().Changed("seed") {
				o.Seed = rand.Text()
			}
			var err error
			if o.RateLimit, err = parseRateLimit(limit); err != nil {
				return err
			}
			return a.sandbox(o, listen, state, columns)
		},
	}
	f := c.Flags()
	f.StringVar(&listen, "listen", "127.0.0.1:8080",
		"Listen on the `ADDRESS`; port 0 takes a free one. Without a host, as in :8080, on this machine only.")
	f.StringVar(&state, "state", "", "Start with what the `FILE` holds, if it exists, and keep it up to date.")
	f.StringArrayVar(&columns, "columns", nil,
		"Create the columns that a file lists: `DATASET=FILE`. Repeatable; the file has the format of columns_file.")
	f.BoolVar(&strict, "strict", false, "Know only datasets and columns that were created.")
	f.StringVar(&limit, "rate-limit", "", "Answer 429 beyond `N/s` requests of one kind (N/m: per minute, N/h: per hour).")
	f.StringVar(&seed, "seed", "", "Derive ids from the `TEXT`, so that the same requests get the same ids.")
	return c
}

// parseRateLimit reads a flag such as 5/s.
func parseRateLimit(s string) (limit sandbox.RateLimit, err error) {
	if s == "" {
		return limit, nil
	}
	number, unit, _ := strings.Cut(s, "/")
	limit.Requests, err = strconv.Atoi(number)
	limit.Window = map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour}[unit]
	if err != nil || limit.Requests < 1 || limit.Window == 0 {
		return limit, fail("Invalid value of a flag", fmt.Sprintf("-rate-limit takes a number of requests per second, "+
			"minute or hour, such as 5/s, 120/m or 1000/h, not %q.", s))
	}
	return limit, nil
}

// sandbox serves until it is interrupted.
func (a *app) sandbox(o sandbox.Options, listen, state string, columns []string) error {
	var lines sync.Mutex // the terminal needs one
	say := func(format string, args ...any) {
		lines.Lock()
		defer lines.Unlock()
		fmt.Fprintf(a.out, format, args...)
		_ = a.out.Flush() // people read it as it happens; a broken output is reported at the end
	}
	o.Log = func(e sandbox.Entry) {
		line := fmt.Sprintf("%s %d %-6s %s", time.Now().Format(time.TimeOnly), e.Status, e.Method, e.Path)
		if e.Error != "" {
			line += "  " + e.Error
		}
		say("%s\n", printable.Line(line))
	}
	var s *sandbox.Server
	var saved *keeper
	if state != "" {
		saved = newKeeper(func() error { return writeState(s, state) })
		o.Changed = func() {
			if err := saved.save(); err != nil {
				lines.Lock()
				defer lines.Unlock()
				fmt.Fprintf(a.err, "The state can't be written: %s\n", wordy(err))
			}
		}
	}
	o.LocalOnly = isLocal(listen)
	s = sandbox.New(o)
	if state != "" {
		if err := restore(s, state); err != nil {
			return err
		}
	}
	for _, c := range columns {
		if err := addColumns(s, c); err != nil {
			return err
		}
	}

	stopped, undo := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer undo()
	if strings.HasPrefix(listen, ":") {
		listen = "127.0.0.1" + listen // a port alone doesn't open this machine to others
	}
	l, err := net.Listen("tcp", listen)
	if err != nil {
		return fail("The sandbox can't listen", fmt.Sprintf("%s. -listen takes another address, and port 0 a free one.",
			strings.TrimSuffix(err.Error(), ".")))
	}
	a.introduce(say, l.Addr(), state)
	h := patient(s)
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(l) }()
	select {
	case err := <-failed:
		return fail("The sandbox failed", wordy(err))
	case <-stopped.Done():
		undo() // if interrupted again, it stops at once
	}
	end, cancel := context.WithTimeout(context.Background(), stopTimeout)
	defer cancel()
	if h.Shutdown(end) != nil {
		_ = h.Close() // whoever is still there has had enough time
	}
	if state != "" {
		if err := saved.save(); err != nil {
			return fail("The state can't be written", wordy(err))
		}
		say("Stopped. What exists is in %s.\n", state)
		return nil
	}
	say("Stopped.\n")
	return nil
}

// patient serves slow clients, but not endless ones.
func patient(h http.Handler) *http.Server {
	return &http.Server{
		Handler: h, ErrorLog: log.New(io.Discard, "", 0), MaxHeaderBytes: headBytes,
		ReadHeaderTimeout: headTimeout, ReadTimeout: bodyTimeout, WriteTimeout: answerTimeout, IdleTimeout: idleTimeout,
	}
}

// isLocal reports whether only this machine can reach what listens on the address.
func isLocal(listen string) bool {
	host, _, err := net.SplitHostPort(listen)
	ip := net.ParseIP(host)
	return err == nil && (host == "" || host == "localhost" || ip != nil && ip.IsLoopback())
}

// introduce explains how to use the sandbox.
func (a *app) introduce(say func(string, ...any), at net.Addr, state string) {
	tcp, ok := at.(*net.TCPAddr)
	if ok && !tcp.IP.IsLoopback() {
		fmt.Fprintf(a.err, "The sandbox accepts any key, and others can reach %s.\n", at)
	}
	url := "http://" + at.String()
	if ok && tcp.IP.IsUnspecified() {
		url = fmt.Sprintf("http://localhost:%d", tcp.Port)
	}
	memory := "It forgets everything when it stops."
	if state != "" {
		memory = "It keeps what exists in " + state + "."
	}
	say(`The sandbox answers on %s as Honeycomb's API does. %s

With Terraform, in another terminal, and with any value for each secret:

  export HONEYCOMB_API_ENDPOINT=%s HONEYCOMB_API_KEY=anything
  terraform -chdir=out/terraform init
  terraform -chdir=out/terraform apply

Without: curl -H 'X-Honeycomb-Team: anything' %s/1/slos/__all__

Ctrl-C stops it.

`, url, memory, url, url)
}

// keeper writes states to a file, one after the other. Whoever saves during a write shares the next one, so that many
// clients at once cost few writes. Each gets its answer when its change is written.
type keeper struct {
	write   func() error
	writing chan struct{} // holds a value while a write runs

	lock sync.Mutex
	next *batch // begins when the running write ends; nil for none
}

// batch is one write for everybody who waits for it.
type batch struct {
	done chan struct{}
	err  error // when done
}

func newKeeper(write func() error) *keeper {
	return &keeper{write: write, writing: make(chan struct{}, 1)}
}

// save returns when what exists now is written.
func (k *keeper) save() error {
	k.lock.Lock()
	if b := k.next; b != nil {
		k.lock.Unlock()
		<-b.done
		return b.err
	}
	b := &batch{done: make(chan struct{})}
	k.next = b
	k.lock.Unlock()

	k.writing <- struct{}{}
	k.lock.Lock()
	k.next = nil // anybody who comes now may be too late for this write
	k.lock.Unlock()
	b.err = k.write()
	<-k.writing
	close(b.done)
	return b.err
}

// writeState replaces the file by the state as it is: all of it or nothing.
func writeState(s *sandbox.Server, name string) error {
	b, err := s.State()
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(name), ".slogen-sandbox-*") // for its owner alone
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), name)
}

func restore(s *sandbox.Server, name string) error {
	b, err := readWhole(name, maxState)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fail("The state can't be read", wordy(err))
	}
	if err := s.Restore(b); err != nil {
		return fail("The state can't be read", fmt.Sprintf("%s: %s", name, wordy(err)))
	}
	return nil
}

// addColumns creates the columns of a flag such as checkout=checkout.columns.json.
func addColumns(s *sandbox.Server, flag string) error {
	dataset, name, ok := strings.Cut(flag, "=")
	if !ok || dataset == "" || name == "" {
		return fail("Invalid value of a flag", fmt.Sprintf("-columns takes DATASET=FILE, not %q.", flag))
	}
	b, err := readWhole(name, maxColumns)
	if err != nil {
		return fail("The columns can't be read", wordy(err))
	}
	list, err := config.ReadColumns(b, hcl.Range{})
	if err != nil {
		return fail("The columns can't be read", fmt.Sprintf("%s: %s", name, wordy(err)))
	}
	for _, c := range list {
		if c.Type == "any" {
			c.Type = "string" // like columns that say nothing
		}
		if err := s.AddColumn(dataset, c.Name, c.Type, time.Now()); err != nil {
			return fail("The columns can't be read", fmt.Sprintf("%s: %s", name, wordy(err)))
		}
	}
	return nil
}
