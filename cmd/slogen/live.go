package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/slogen-project/slogen/generator/adopt"
	"github.com/slogen-project/slogen/generator/diag"
	"github.com/slogen-project/slogen/generator/printable"
	"github.com/slogen-project/slogen/generator/sandbox"
	"github.com/slogen-project/slogen/generator/words"
)

// The variables of the environment for -live, named as Honeycomb's Terraform provider names them.
const (
	keyVariable      = "HONEYCOMB_API_KEY"
	endpointVariable = "HONEYCOMB_API_ENDPOINT"
)

// regions are the hosts of Honeycomb's API.
var regions = map[string]string{"us": "https://api.honeycomb.io", "eu": "https://api.eu1.honeycomb.io"}

// account asks Honeycomb's API, or a sandbox. It only reads.
type account struct {
	endpoint string
	key      string
	client   *http.Client
	told     io.Writer                                 // where it says that it waits
	sleep    func(context.Context, time.Duration) bool // false when interrupted
}

// The bounds of a request: how long it may take, how large its answer may be, and how often it is made.
const (
	maxRequest  = 30 * time.Second
	maxAnswer   = 64 << 20
	maxAttempts = 8
	longestWait = 2 * time.Minute
)

// openAccount reads the environment for -live.
func (a *app) openAccount(region string) (*account, error) {
	key := strings.TrimSpace(os.Getenv(keyVariable))
	if key == "" {
		return nil, fail("Missing key", "-live reads the key from the environment alone: set "+keyVariable+" to a "+
			"configuration key of the environment.")
	}
	if strings.ContainsAny(key, "\r\n\x00") {
		return nil, fail("Invalid key", "The value of "+keyVariable+" has line ends in it.")
	}
	endpoint := strings.TrimRight(os.Getenv(endpointVariable), "/")
	if endpoint != "" && region != "" {
		return nil, fail("Conflicting flags", "-region names a host, and so does "+endpointVariable+". Leave out "+
			"one of them.")
	}
	if endpoint == "" {
		if region == "" {
			region = "us"
		}
		names := []string{"us", "eu"}
		if endpoint = regions[region]; endpoint == "" {
			return nil, fail("Invalid value of a flag", fmt.Sprintf("-region takes %s, not %q.%s", words.Or(names),
				region, diag.DidYouMean(region, names)))
		}
	}
	u, err := url.Parse(endpoint)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || u.User != nil || u.RawQuery != "" {
		return nil, fail("Invalid endpoint", endpointVariable+" must be an address such as https://api.honeycomb.io.")
	}
	ip := net.ParseIP(u.Hostname())
	if u.Scheme == "http" && u.Hostname() != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fail("Invalid endpoint", fmt.Sprintf("%s is %s, and the key would be sent there without "+
			"encryption: write https. Only a sandbox on this machine may do without.", endpointVariable, endpoint))
	}
	return &account{endpoint: endpoint, key: key, told: a.err, sleep: sleep, client: &http.Client{
		Timeout: maxRequest,
		CheckRedirect: func(*http.Request, []*http.Request) error { // the key is for this host alone
			return http.ErrUseLastResponse
		},
	}}, nil
}

func sleep(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-t.C:
		return true
	}
}

// get is an [adopt.Get]. It waits for the rate limit, and asks again where the server fails.
func (x *account) get(ctx context.Context, path string) ([]byte, error) {
	for attempt := 1; ; attempt++ {
		data, wait, err := x.once(ctx, path, attempt)
		if wait == 0 || err == nil {
			return data, err
		}
		if attempt == maxAttempts {
			return nil, fmt.Errorf("%w; it was asked for %d times", err, attempt)
		}
		if wait >= 2*time.Second {
			fmt.Fprintf(x.told, "Waiting %s: %v.\n", wait.Round(time.Second), err)
		}
		if !x.sleep(ctx, wait) {
			return nil, ctx.Err()
		}
	}
}

// once makes one request. With an error, a wait above zero says that it may be made again after it.
func (x *account) once(ctx context.Context, path string, attempt int) (data []byte, wait time.Duration, err error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, x.endpoint+path, nil)
	if err != nil {
		return nil, 0, errors.New("the request can't be made")
	}
	r.Header.Set(sandbox.KeyHeader, x.key)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "slogen/"+buildVersion().Version)
	again := time.Duration(1<<min(attempt-1, 5)) * 250 * time.Millisecond
	again += rand.N(again / 2)
	answer, err := x.client.Do(r)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // without the address, which is told anyway
		}
		return nil, again, fmt.Errorf("GET %s%s: %w", x.endpoint, path, err)
	}
	defer answer.Body.Close()
	data, err = io.ReadAll(io.LimitReader(answer.Body, maxAnswer+1))
	switch {
	case err != nil:
		return nil, again, fmt.Errorf("GET %s%s: %w", x.endpoint, path, err)
	case len(data) > maxAnswer:
		return nil, 0, fmt.Errorf("GET %s%s: the answer has more than %d MiB", x.endpoint, path, maxAnswer>>20)
	case answer.StatusCode == http.StatusOK:
		return data, 0, nil
	case answer.StatusCode == http.StatusNotFound:
		return nil, 0, adopt.ErrMissing
	}
	err = fmt.Errorf("GET %s%s: %s%s", x.endpoint, path, answer.Status, x.reason(answer.StatusCode, data))
	switch {
	case answer.StatusCode == http.StatusTooManyRequests:
		return nil, retryAfter(answer.Header, again), err
	case answer.StatusCode >= 500:
		return nil, again, err
	}
	return nil, 0, err
}

// reason is what an error says, and what to do about it.
func (x *account) reason(status int, data []byte) string {
	text := printable.Line(adopt.ErrorText(data))
	if text != "" {
		text = ": " + words.Cut(text, 200)
	}
	switch status {
	case http.StatusUnauthorized:
		text += ". Is " + keyVariable + " a key for this host? The EU has keys of its own: -region=eu"
	case http.StatusForbidden:
		text += ". The key may not read this"
	case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		text += ". The key isn't sent elsewhere: name the right host in " + endpointVariable
	}
	return strings.ReplaceAll(text, x.key, "(the key)")
}

// retryAfter is how long the server asks to wait: a number of seconds or, as Honeycomb says it, a date.
func retryAfter(h http.Header, otherwise time.Duration) time.Duration {
	text := h.Get("Retry-After")
	wait := otherwise
	if n, err := strconv.Atoi(text); err == nil && n >= 0 {
		wait = time.Duration(min(n, int(longestWait/time.Second))) * time.Second
	} else if at, err := http.ParseTime(text); err == nil {
		now := time.Now()
		if date, err := http.ParseTime(h.Get("Date")); err == nil { // by the clock that wrote it
			now = date
		}
		wait = at.Sub(now) + time.Second // both are whole seconds
	}
	return min(max(wait, otherwise), longestWait)
}
