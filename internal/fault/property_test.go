package fault

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// someIDs generates a list of ids and ranges up to n.
func someIDs(t *rapid.T, n int) Nodes {
	var s Nodes
	for range rapid.IntRange(1, 3).Draw(t, "ranges") {
		first := rapid.IntRange(1, n).Draw(t, "first")
		s.Ranges = append(s.Ranges, Range{first, rapid.IntRange(first, n).Draw(t, "last")})
	}
	return s
}

// someChoice generates a choice of nodes up to n, among the given ways.
func someChoice(t *rapid.T, n int, ways ...Which) Nodes {
	switch which := rapid.SampledFrom(ways).Draw(t, "which"); which {
	case Named:
		return someIDs(t, n)
	case Share:
		return Nodes{Which: Share, Percent: float64(rapid.IntRange(0, 1000).Draw(t, "share")) / 10}
	default:
		return Nodes{Which: which}
	}
}

// someFault generates a fault that Parse would take, for ids up to n.
func someFault(t *rapid.T, n int, clock Clock, names ...string) Fault {
	row, err := LookupKind(rapid.SampledFrom(names).Draw(t, "kind"))
	require.NoError(t, err)
	unit := max(clock.Round, time.Millisecond)
	f := Fault{Kind: row.Name, Clock: clock}
	f.From = unit * time.Duration(rapid.IntRange(0, 20).Draw(t, "from"))
	if row.ends != 0 && rapid.Bool().Draw(t, "has an end") {
		f.To = f.From + unit*time.Duration(rapid.IntRange(1, 20).Draw(t, "length"))
	}
	switch row.subject {
	case someNodes:
		f.Nodes = someChoice(t, n, Named, Share, All)
	case someLinks:
		f.Nodes = someChoice(t, n, Named, Share, All)
		f.Others = someChoice(t, n, Named, Share, All, Rest)
	case someGroups:
		// Groups overlap too easily for a draw of each: this divides the ids, in turn named and not.
		if rapid.Bool().Draw(t, "drawn") {
			f.Groups = []Nodes{share(50), share(25)}
		}
		for first := 1; first <= n; first += 2 {
			last := rapid.IntRange(first, n).Draw(t, "last")
			if len(f.Groups) == 0 || last-first < n/8 {
				f.Groups = append(f.Groups, span(first, last))
			}
			first = last
		}
	}
	if row.factor {
		f.By = rapid.Float64Range(minFactor, maxFactor).Draw(t, "factor")
	}
	return f
}

func allNames() []string {
	var names []string
	for _, r := range Kinds() {
		names = append(names, r.Name)
	}
	return names
}

func TestParseReadsWhatStringWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		clock := rapid.SampledFrom([]Clock{{}, {Round: time.Second}, {Round: 1}}).Draw(t, "clock")
		f := someFault(t, 1_000_000, clock, allNames()...)
		read, err := Parse(f.String(), clock)
		require.NoError(t, err)
		assert.Equal(t, f, read)
	})
}

func TestFormatWritesEveryDuration(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := time.Duration(rapid.Int64Min(0).Draw(t, "ns"))
		read, err := Clock{}.parse(Clock{}.Format(d))
		require.NoError(t, err)
		assert.Equal(t, d, read)
	})
}

// TestTimelinesHoldTogether checks what Timeline and Change promise, for any plan that is accepted.
func TestTimelinesHoldTogether(t *testing.T) {
	accepted := 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 40).Draw(t, "n")
		var p Plan
		for range rapid.IntRange(0, 8).Draw(t, "faults") {
			p = append(p, someFault(t, n, Clock{}, append(allNames(), "crash", "restart")...))
		}
		seed := rapid.Uint64().Draw(t, "seed")
		line, err := p.Timeline(n, seed)
		require.Equal(t, p.Validate(n), err)
		if err != nil {
			return
		}
		accepted++
		again, err := p.Timeline(n, seed)
		require.NoError(t, err)
		assert.Equal(t, line, again, "the same seed gives the same timeline")
		checkTimeline(t, p, line, n)
	})
	assert.NotZero(t, accepted)
}

// checkTimeline walks a timeline as a driver would.
func checkTimeline(t *rapid.T, p Plan, line Timeline, n int) {
	down := make([]bool, n+1)
	open := map[int]Change{} // beginnings without an end yet, by number
	for i, c := range line {
		f := p[c.Number]
		row, err := LookupKind(f.Kind)
		require.NoError(t, err)
		if i > 0 {
			assert.LessOrEqual(t, line[i-1].At, c.At)
		}
		for _, list := range append([][]int{c.Nodes, c.Others}, c.Groups...) {
			checkIDs(t, list, n)
		}
		begun, isOpen := open[c.Number]
		switch {
		case !isOpen:
			require.Equal(t, row.begins, c.Kind)
			require.Equal(t, f.From, c.At)
			open[c.Number] = c
		case c.Kind == Up:
			require.Subset(t, begun.Nodes, c.Nodes, "a crash ends for those whom it took")
			delete(open, c.Number)
		default:
			begun.At, begun.Kind = f.To, row.ends
			require.Equal(t, begun, c, "an end repeats its beginning")
			delete(open, c.Number)
		}
		if c.Kind == Down || c.Kind == Up {
			for _, id := range c.Nodes {
				require.Equal(t, c.Kind == Up, down[id], "node %d goes down and up in turn", id)
				down[id] = c.Kind == Down
			}
		}
	}
	for number, c := range open {
		if c.Kind != Down { // those whom a crash took may all have been restarted
			assert.Zero(t, p[number].To, "what has an end has come to it")
		}
	}
}

func checkIDs(t *rapid.T, list []int, n int) {
	require.True(t, slices.IsSorted(list))
	require.Len(t, slices.Compact(slices.Clone(list)), len(list), "nobody is named twice")
	if len(list) > 0 {
		require.Positive(t, list[0])
		require.LessOrEqual(t, list[len(list)-1], n)
	}
}

// TestNobodyIsLeftExactlyWhereItIsRefused: plans that only name nodes, or only draw them, leave as many
// alive with every seed.
func TestNobodyIsLeftExactlyWhereItIsRefused(t *testing.T) {
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		way := rapid.SampledFrom([]Which{Named, Share}).Draw(t, "way")
		var p Plan
		for i := range rapid.IntRange(1, 6).Draw(t, "faults") {
			name := "crash"
			if i > 0 {
				name = rapid.SampledFrom([]string{"crash", "crash", "restart"}).Draw(t, "kind")
			}
			f := Fault{Kind: name, Nodes: someChoice(t, n, way, All), From: seconds(i)}
			p = append(p, f)
		}
		_, alive, err := p.unfold(n, rapid.Uint64().Draw(t, "seed"))
		require.NoError(t, err)
		err = p.checkLives(n)
		switch {
		case err == nil:
			assert.Positive(t, alive)
		case alive > 0:
			assert.ErrorContains(t, err, "never crashes", "the only other reason")
		default:
			refused++
		}
	})
	assert.NotZero(t, refused)
}

// TestRefusalsAreNeverBadLuck: with ends of crashes, and names among draws, a refusal still means
// that no seed leaves anybody.
func TestRefusalsAreNeverBadLuck(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(t, "n")
		p := Plan{someFault(t, n, Clock{}, "crash")}
		for range rapid.IntRange(1, 6).Draw(t, "faults") {
			p = append(p, someFault(t, n, Clock{}, "crash", "crash", "restart"))
		}
		err := p.checkLives(n)
		_, alive, failed := p.unfold(n, rapid.Uint64().Draw(t, "seed"))
		require.NoError(t, failed)
		if alive > 0 && err != nil {
			assert.ErrorContains(t, err, "crashes before", "the only other reason")
		}
	})
}
