package words

import (
	"math"
	"math/big"
	"strconv"
	"testing"
)

func TestNumbers(t *testing.T) {
	r := func(s string) *big.Rat {
		x, ok := new(big.Rat).SetString(s)
		if !ok {
			t.Fatalf("bad rational %q", s)
		}
		return x
	}
	for _, c := range []struct{ in, want string }{
		{"0", "0"}, {"43.2", "43.2"}, {"-0.5", "-0.5"}, {"1234567", "1,234,567"}, {"1/3", "about 0.3333"},
		{"100/3", "about 33.33"},
		{"100000/3", "about 33,333"}, {"1/30000", "about 0.00003333"}, {"0.00005", "about 0.00005"},
		{"999.99999", "about 1,000"}, {"1e6", "1,000,000"},
	} {
		if got := Number(r(c.in)); got != c.want {
			t.Errorf("Number(%s) = %q, want %q", c.in, got, c.want)
		}
	}
	for _, c := range []struct{ in, want string }{
		{"0", "0 min"}, {"1/2", "30 s"}, {"0.0432", "2.59 s"}, {"0.99999", "1 min"}, {"1", "1 min"}, {"4.32", "4 min 19 s"},
		{"43.2", "43 min 12 s"}, {"59.999", "1 h"}, {"201.6", "3 h 22 min"}, {"600", "10 h"}, {"4319", "71 h 59 min"},
		{"4319.9", "3 days"}, {"4320", "3 days"}, {"1440", "24 h"}, {"48000", "33 days 8 h"}, {"5759.99", "4 days"},
	} {
		if got := Minutes(r(c.in)); got != c.want {
			t.Errorf("Minutes(%s) = %q, want %q", c.in, got, c.want)
		}
	}
	for _, c := range []struct{ in, want string }{
		{"0", "0"}, {"0.9999", "1"}, {"9.99936", "10"}, {"14.4", "14.4"}, {"14.3993", "14.4"}, {"0.9", "0.9"},
		{"1/3", "0.333"},
		{"100/3", "33.3"}, {"2/3", "0.667"}, {"1.234567", "1.235"}, {"1234567", "1,234,567"}, {"0.0000123", "0.0000123"},
		{"-0.9999", "-1"},
	} {
		if got := Figure(r(c.in)); got != c.want {
			t.Errorf("Figure(%s) = %q, want %q", c.in, got, c.want)
		}
	}
	for _, c := range []struct{ in, want string }{
		{"0", "0%"}, {"0.009999", "1%"}, {"0.0144", "1.44%"}, {"1", "100%"}, {"0.99999", "99.999%"}, {"0.9995", "99.95%"},
		{"1.2", "120%"}, {"0.999999999", "99.9999999%"}, {"1.00000001", "100.000001%"},
	} {
		if got := Share(r(c.in)); got != c.want {
			t.Errorf("Share(%s) = %q, want %q", c.in, got, c.want)
		}
	}
	for _, c := range []struct {
		in   int
		want string
	}{{0, "0 minutes"}, {1, "a minute"}, {45, "45 minutes"}, {60, "an hour"}, {90, "90 minutes"}, {240, "4 hours"},
		{1440, "a day"}, {4320, "3 days"}} {
		if got := Span(c.in); got != c.want {
			t.Errorf("Span(%d) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestPhrases(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{List(nil), ""}, {List([]string{"a"}), "a"}, {List([]string{"a", "b", "c"}), "a, b and c"},
		{Plural(1, "policy"), "1 policy"}, {Plural(2, "policy"), "2 policies"}, {Plural(0, "day"), "0 days"},
		{Whole(big.NewRat(27, 10)), "about 3"}, {Whole(big.NewRat(2_700, 1)), "2,700"},
		{FromTo(big.NewRat(432, 10), big.NewRat(216, 10)), "43 min 12 s → 21 min 36 s"},
		{FromTo(big.NewRat(432, 10), big.NewRat(1, 2)), "43 min 12 s → 30 s"},
		{FromTo(big.NewRat(4321, 10), big.NewRat(4322, 10)), "432.1 → 432.2 min"},
		{FromTo(big.NewRat(432, 1), big.NewRat(432, 1)), "7 h 12 min → 7 h 12 min"},
		{Times(big.NewRat(999936, 100_000)), "10x"},
		{Percent(999_999), "99.9999%"}, {Percent(1_000_000), "100%"}, {Percent(0), "0%"}, {Percent(990_000), "99%"},
		{Number(Exact(0.1)), "0.1"}, {Number(Exact(1e6)), "1,000,000"}, {Number(Exact(math.NaN())), "0"},
		{Seconds(90), "90 seconds"}, {Seconds(3600), "an hour"},
		{PerMillion(999_500), "99.95"}, {PerMillion(-1), "-0.0001"}, {PerMillion(20_000_000), "2000"},
		{PerMillion(math.MinInt), "-922337203685477.5808"},
		{Thousands(0), "0"}, {Thousands(999), "999"}, {Thousands(-1000), "-1,000"},
		{Thousands(int64(1_234_567)), "1,234,567"},
		{Thousands(-999), "-999"}, {Thousands(math.MinInt), "-9,223,372,036,854,775,808"},
		{Rounded(big.NewRat(10_001, 3), 2), "3,333.67"},
		{Duration(0), "0s"}, {Duration(5400), "1h30m"}, {Duration(90_061), "1d1h1m1s"}, {Duration(-60), "-1m"},
		{Duration(math.MinInt64), "-106751991167300d15h30m8s"},
		{Length(0), "0m"}, {Length(51 * 60), "2d3h"}, {Length(-65), "-1h5m"},
		{Or(nil), ""}, {Or([]string{"a", "b", "c"}), "a, b or c"}, {Or(Quoted([]string{"a", `b"`})), `"a" or "b\""`},
		{Some([]string{"a", "b"}, 2), "a and b"}, {Some([]string{"a", "b", "c", "d"}, 2), "a, b and 2 more"},
		{Counted(1, "test depends", "tests depend"), "1 test depends"}, {Plural(1_000, "event"), "1,000 events"},
		{small(0), "none"}, {small(4), "four"}, {small(5), "5"}, {small(-1), "-1"},
		{SmallPlural(0, "argument"), "no arguments"}, {SmallPlural(1, "argument"), "one argument"},
		{SmallPlural(7, "policy"), "7 policies"},
		{Article("list"), "a list"}, {Article("event"), "an event"}, {Article("SLO"), "an SLO"}, {Article("sli"), "an sli"},
		{Article("slogen"), "a slogen"},
		{Capital(""), ""}, {Capital("abc"), "Abc"},
		{Sentence(" a "), "a."}, {Sentence("a!"), "a!"}, {Sentence(""), ""},
		{Cut("äbcdef", 5), "äb..."}, {Cut("äbcde", 5), "äbcde"}, {Cut("", 5), ""},
		{Weekdays(nil), ""}, {Weekdays([]string{"sunday"}), "sunday"},
		{Weekdays([]string{"wednesday", "monday"}), "monday, wednesday"},
		{Weekdays([]string{"monday", "tuesday", "wednesday"}), "monday to wednesday"},
		{Weekdays([]string{"friday", "saturday", "sunday"}), "friday to sunday"},
		{Weekdays([]string{"sunday", "monday", "saturday", "wednesday"}), "saturday to monday, wednesday"},
		{Weekdays([]string{"sunday", "monday"}), "sunday, monday"},
		{Weekdays(week[:]), "monday to sunday"}, {Few(2, "is", "are"), "two are"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// Two figures that are compared look different whenever they are.
func TestFiguresDiffer(t *testing.T) {
	for _, c := range []struct{ x, y, a, b string }{
		{"9.99936", "10", "9.999", "10"}, {"1.00001", "1", "1.00001", "1"}, {"2", "3", "2", "3"}, {"2", "2", "2", "2"},
	} {
		a, b := Figures(Exact(number(t, c.x)), Exact(number(t, c.y)))
		if a != c.a || b != c.b {
			t.Errorf("Figures(%s, %s) = %s, %s, want %s, %s", c.x, c.y, a, b, c.a, c.b)
		}
	}
	if a, b := Shares(big.NewRat(9999, 1_000_000), big.NewRat(1, 100)); a != "0.9999%" || b != "1%" {
		t.Errorf("Shares: %s, %s", a, b)
	}
}

func number(t *testing.T, s string) float64 {
	t.Helper()
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
