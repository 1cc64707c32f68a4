package semconv

import (
	"slices"
	"strings"
	"testing"
)

// TestTable holds names that people use and what the conventions say of them.
func TestTable(t *testing.T) {
	for _, c := range []struct{ name, kinds, unit, successors string }{
		{"http.status_code", "i", "", "http.response.status_code"},
		{"http.response.status_code", "i", "", ""},
		{"http.method", "s", "", "http.request.method"},
		{"http.target", "s", "", "url.path url.query"},
		{"db.statement", "s", "", "db.query.text"},
		{"db.system", "s", "", "db.system.name"},
		{"db.redis.database_index", "i", "", "db.namespace"},
		{"rpc.grpc.status_code", "i", "", "rpc.status_code rpc.response.status_code"},
		{"net.peer.name", "s", "", "server.address client.address"},
		{"http.server.duration", "n", "ms", "http.server.request.duration"},
		{"http.server.request.duration", "n", "s", ""},
		{"db.client.connections.use_time", "n", "ms", "db.client.connection.use_time"},
		{"db.client.connection.use_time", "n", "s", ""},
		// By way of several versions.
		{"messaging.protocol", "s", "", "net.app.protocol.name net.protocol.name network.protocol.name"},
		{"db.cassandra.keyspace", "s", "", "db.name db.namespace"},
		{"http.retry_count", "i", "", "http.resend_count http.request.resend_count"},
		// What an attribute holds differs from version to version, or it is a list.
		{"host.cpu.family", "is", "", ""},
		{"error.message", "s", "", ""},
		{"duration_ms", "n", "ms", ""},
	} {
		n := Lookup(c.name)
		if n == nil {
			t.Errorf("%s is unknown", c.name)
			continue
		}
		if got := strings.Join(Successors(c.name), " "); n.Kinds != c.kinds || n.Unit != c.unit || got != c.successors {
			t.Errorf("%s: %q %q %q, want %q %q %q", c.name, n.Kinds, n.Unit, got, c.kinds, c.unit, c.successors)
		}
	}
	for _, name := range []string{"http.request.header", "process.command_args", "app.thing", "", "#", "zzz"} {
		if n := Lookup(name); n != nil && n.Kinds != "" {
			t.Errorf("%s is of type %q", name, n.Kinds)
		}
	}
	if got := Predecessors("http.response.status_code"); !slices.Equal(got, []string{"http.status_code"}) {
		t.Errorf("before http.response.status_code: %q", got)
	}
}

// TestRows holds what every row keeps: what replaced a name is a name itself, and rows by hand are needed and have a
// source.
func TestRows(t *testing.T) {
	for _, name := range Names() {
		n := Lookup(name)
		if n == nil || n.Name != name {
			t.Fatalf("%s isn't found but %+v", name, n)
		}
		for _, near := range []string{name + "x", name[:len(name)-1], "\x00" + name} {
			if n := Lookup(near); n != nil && !slices.Contains(Names(), near) {
				t.Errorf("%q is found as %+v", near, n)
			}
		}
		for _, s := range n.Successors {
			if Lookup(s) == nil || s == name {
				t.Errorf("%s is replaced by %q", name, s)
			}
		}
		if !slices.Contains([]string{"", "stable", "development", "deprecated"}, n.Stability) ||
			n.Stability == "stable" && len(n.Successors) > 0 {
			t.Errorf("%s is %q and replaced by %q", name, n.Stability, n.Successors)
		}
		if strings.Trim(n.Kinds, "sifbn") != "" || name == "" || strings.ContainsAny(name, " \t<>") {
			t.Errorf("%q: %+v", name, n)
		}
	}
	lines := slices.Collect(strings.Lines(names))[2:]
	if !slices.IsSorted(lines) {
		t.Error("names.tsv isn't sorted")
	}
	for i, n := range byHand {
		if n.Source == "" || slices.ContainsFunc(byHand[:i], func(o Name) bool { return o.Name == n.Name }) {
			t.Errorf("%s: no source, or there twice", n.Name)
		}
	}
	if s := Sources(); !strings.Contains(s, "go.opentelemetry.io/otel v") ||
		!strings.Contains(s, "@opentelemetry/semantic-conventions 1.") {
		t.Errorf("the sources are %q", s)
	}
}

// TestStability holds how stable names are. One that another repository of the conventions has taken over isn't
// deprecated.
func TestStability(t *testing.T) {
	for name, want := range map[string]string{
		"http.response.status_code":    "stable",
		"http.server.request.duration": "stable",
		"http.status_code":             "deprecated",
		"rpc.message.id":               "deprecated", // and nothing replaces it
		"gen_ai.request.model":         "development",
		"messaging.protocol":           "", // no longer published
		"duration_ms":                  "",
	} {
		if n := Lookup(name); n == nil || n.Stability != want {
			t.Errorf("%s: %+v, want %q", name, n, want)
		}
	}
}

func TestFactor(t *testing.T) {
	for _, c := range []struct {
		from, to string
		mul, div int64
		ok       bool
	}{{"ms", "s", 1, 1000, true}, {"s", "ms", 1000, 1, true}, {"us", "s", 1, 1e6, true}, {"ms", "By", 0, 0, false},
		{"", "s", 0, 0, false}, {"s", "s", 1, 1, true}} {
		if mul, div, ok := Factor(c.from, c.to); mul != c.mul || div != c.div || ok != c.ok {
			t.Errorf("%s to %s: %d/%d %v", c.from, c.to, mul, div, ok)
		}
	}
}
