package suggest

import (
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"sort"

	"github.com/slogen-project/slogen/generator/burn"
	"github.com/slogen-project/slogen/generator/parallel"
	"github.com/slogen-project/slogen/generator/simulate"
)

const (
	resamples = 1000
	// perDay is how many pieces of a day windows begin and end at in a resample. They move so little in between that
	// every minute would only take longer.
	perDay = 4
	// The margins hold nine in ten of the resamples.
	marginLow, marginHigh = burn.Million / 20, burn.Million - burn.Million/20
)

// sums are running sums of counts: sums[i] is of the first i.
func sums(counts []simulate.Counts) []simulate.Counts {
	out := make([]simulate.Counts, len(counts)+1)
	for i, c := range counts {
		out[i+1] = simulate.Counts{Total: out[i].Total + c.Total, Bad: out[i].Bad + c.Bad}
	}
	return out
}

// rolling returns the share of bad events of every window of so many counts that has events, sorted, and how many
// windows there are in all.
func rolling(counts []simulate.Counts, window int) (shares []float64, all int) {
	s := sums(counts)
	all = max(len(counts)-window+1, 0)
	shares = make([]float64, 0, all)
	for end := window; end < len(s); end++ {
		if total := s[end].Total - s[end-window].Total; total > 0 {
			shares = append(shares, float64(s[end].Bad-s[end-window].Bad)/float64(total))
		}
	}
	slices.Sort(shares)
	return shares, all
}

// keptTarget is the highest target that at least a part of the windows kept, per million. The shares are sorted.
func keptTarget(shares []float64, part int) int {
	return burn.Million - perMillion(quantile(shares, part))
}

// perMillion rounds a share up to parts of a million. A float that is a whole number of them stays it.
func perMillion(share float64) int { return int(math.Ceil(share*burn.Million - 1e-6)) }

// keptPart is the part of the windows that kept a target.
func keptPart(shares []float64, target int) float64 {
	most := (float64(burn.Million-target) + 1e-6) / burn.Million
	n := sort.Search(len(shares), func(i int) bool { return shares[i] > most })
	return float64(n) / float64(len(shares))
}

// quantile is the least value that a part of all, per million, don't exceed. They are sorted, and at least one.
func quantile[N int | float64](sorted []N, part int) N {
	i := (len(sorted)*part+burn.Million-1)/burn.Million - 1
	return sorted[min(max(i, 0), len(sorted)-1)]
}

// blockDays is how long the blocks are that a resample is made of, in days: the cube root of the days there are, which
// is the order of growth that Hall, Horowitz and Jing (1995) find best for variances and quantiles.
func blockDays(days int) int { return max(int(math.Round(math.Cbrt(float64(days)))), 1) }

// bootstrap draws histories from one and returns the sorted shares of the rolling windows of each. A drawn history has
// as many days, in blocks that begin on a random day and go on with the first after the last.
func bootstrap(minutes []simulate.Counts, windowDays int, seed uint64) [][]float64 {
	const width = burn.MinutesPerDay / perDay
	days := len(minutes) / burn.MinutesPerDay
	pieces := make([]simulate.Counts, days*perDay)
	for i, c := range minutes[:days*burn.MinutesPerDay] {
		p := &pieces[i/width]
		*p = simulate.Counts{Total: p.Total + c.Total, Bad: p.Bad + c.Bad}
	}
	block := blockDays(days)
	out := make([][]float64, resamples)
	parallel.Do(resamples, 0, func(numbers iter.Seq[int]) {
		drawn := make([]simulate.Counts, 0, len(pieces))
		for i := range numbers {
			random := rand.New(rand.NewPCG(seed, uint64(i)))
			drawn = drawn[:0]
			for len(drawn) < len(pieces) {
				from := random.IntN(days)
				for d := from; d < from+block && len(drawn) < len(pieces); d++ {
					at := d % days * perDay
					drawn = append(drawn, pieces[at:at+perDay]...)
				}
			}
			out[i], _ = rolling(drawn, windowDays*perDay)
		}
	})
	return slices.DeleteFunc(out, func(shares []float64) bool { return len(shares) == 0 })
}

// margin is where nine in ten of the resamples have a figure.
func margin[N int | float64](drawn [][]float64, figure func(shares []float64) N) (low, high N) {
	all := make([]N, len(drawn))
	for i, shares := range drawn {
		all[i] = figure(shares)
	}
	slices.Sort(all)
	return quantile(all, marginLow), quantile(all, marginHigh)
}
