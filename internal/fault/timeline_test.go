package fault

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plan reads one fault a line, or several between semicolons.
func plan(t *testing.T, text string, clock Clock) Plan {
	t.Helper()
	var p Plan
	for _, line := range strings.Split(text, ";") {
		f, err := Parse(line, clock)
		require.NoError(t, err)
		p = append(p, f)
	}
	return p
}

func ids(from, to int) []int {
	var list []int
	for id := from; id <= to; id++ {
		list = append(list, id)
	}
	return list
}

func TestTimelineByHand(t *testing.T) {
	for _, c := range []struct {
		name, plan string
		want       Timeline // in a network of 10 nodes
	}{
		{"crash and return", "crash 3,7 at 2s for 5s", Timeline{
			{At: seconds(2), Kind: Down, Nodes: []int{3, 7}},
			{At: seconds(7), Kind: Up, Nodes: []int{3, 7}},
		}},
		{"lists are sorted and name nobody twice", "crash 7,3..5,4,7 at 2s", Timeline{
			{At: seconds(2), Kind: Down, Nodes: []int{3, 4, 5, 7}},
		}},
		{"restart of some", "crash 1..4 at 2s; restart 2,3 at 3s", Timeline{
			{At: seconds(2), Kind: Down, Nodes: ids(1, 4)},
			{At: seconds(3), Kind: Up, Number: 1, Nodes: []int{2, 3}},
		}},
		{"restart of all restarts the fallen", "crash 1,2 at 1s; crash 5 at 2s; restart 1 at 3s; restart all at 4s", Timeline{
			{At: seconds(1), Kind: Down, Nodes: []int{1, 2}},
			{At: seconds(2), Kind: Down, Number: 1, Nodes: []int{5}},
			{At: seconds(3), Kind: Up, Number: 2, Nodes: []int{1}},
			{At: seconds(4), Kind: Up, Number: 3, Nodes: []int{2, 5}},
		}},
		{"whole shares need no luck", "crash 100% at 1s; restart 100% at 2s", Timeline{
			{At: seconds(1), Kind: Down, Nodes: ids(1, 10)},
			{At: seconds(2), Kind: Up, Number: 1, Nodes: ids(1, 10)},
		}},
		{"who is down cannot crash", "crash 1,2 at 1s; crash 2,3 at 2s; crash 3 at 3s", Timeline{
			{At: seconds(1), Kind: Down, Nodes: []int{1, 2}},
			{At: seconds(2), Kind: Down, Number: 1, Nodes: []int{3}},
		}},
		{"who was restarted does not begin anew once more", "crash 1,2 at 1s for 9s; restart 1 at 2s", Timeline{
			{At: seconds(1), Kind: Down, Nodes: []int{1, 2}},
			{At: seconds(2), Kind: Up, Number: 1, Nodes: []int{1}},
			{At: seconds(10), Kind: Up, Nodes: []int{2}},
		}},
		{"the end of a crash leaves those of another down", "crash 1 at 1s for 4s; restart 1 at 2s; crash 1 at 3s for 4s", Timeline{
			{At: seconds(1), Kind: Down, Nodes: []int{1}},
			{At: seconds(2), Kind: Up, Number: 1, Nodes: []int{1}},
			{At: seconds(3), Kind: Down, Number: 2, Nodes: []int{1}},
			{At: seconds(7), Kind: Up, Number: 2, Nodes: []int{1}},
		}},
		{"time orders, not the plan", "reset 2 at 3s; reset 1 at 1s", Timeline{
			{At: seconds(1), Kind: Reset, Number: 1, Nodes: []int{1}},
			{At: seconds(3), Kind: Reset, Nodes: []int{2}},
		}},
		{"the plan orders what is at one time", "reset 2 at 1s; reset 1 at 1s", Timeline{
			{At: seconds(1), Kind: Reset, Nodes: []int{2}},
			{At: seconds(1), Kind: Reset, Number: 1, Nodes: []int{1}},
		}},
		{"ends come before beginnings", "crash 2 at 5s; crash 2 at 3s for 2s", Timeline{
			{At: seconds(3), Kind: Down, Number: 1, Nodes: []int{2}},
			{At: seconds(5), Kind: Up, Number: 1, Nodes: []int{2}},
			{At: seconds(5), Kind: Down, Nodes: []int{2}},
		}},
		{"partition", "partition 1..4 | 6,8 from 1s to 4s", Timeline{
			{At: seconds(1), Kind: Split, Groups: [][]int{ids(1, 4), {6, 8}}},
			{At: seconds(4), Kind: Heal, Groups: [][]int{ids(1, 4), {6, 8}}},
		}},
		{"a group drawn of those that are in no other", "partition 80% | 7,9 from 1s", Timeline{
			{At: seconds(1), Kind: Split, Groups: [][]int{{1, 2, 3, 4, 5, 6, 8, 10}, {7, 9}}},
		}},
		{"cut", "cut 1,2 -> 3 from 1s to 2s", Timeline{
			{At: seconds(1), Kind: Cut, Nodes: []int{1, 2}, Others: []int{3}},
			{At: seconds(2), Kind: Mend, Nodes: []int{1, 2}, Others: []int{3}},
		}},
		{"cut from all", "cut 1,2 -> all from 1s", Timeline{
			{At: seconds(1), Kind: Cut, Nodes: []int{1, 2}, Others: ids(1, 10)},
		}},
		{"cut from the rest", "cut 1..8 -> rest from 1s", Timeline{
			{At: seconds(1), Kind: Cut, Nodes: ids(1, 8), Others: []int{9, 10}},
		}},
		{"draws of a cut leave out who is behind the arrow", "cut 80% -> 3,4 from 1s", Timeline{
			{At: seconds(1), Kind: Cut, Nodes: []int{1, 2, 5, 6, 7, 8, 9, 10}, Others: []int{3, 4}},
		}},
		{"slow", "slow all by 2.5 from 1s to 2s", Timeline{
			{At: seconds(1), Kind: Slow, Nodes: ids(1, 10), Factor: 2.5},
			{At: seconds(2), Kind: Normal, Nodes: ids(1, 10), Factor: 2.5},
		}},
		{"the fallen have no links to reset", "crash 1,2 at 1s; reset 1..3 at 2s", Timeline{
			{At: seconds(1), Kind: Down, Nodes: []int{1, 2}},
			{At: seconds(2), Kind: Reset, Number: 1, Nodes: []int{3}},
		}},
		{"the fallen can be slow when they return", "crash 1,2 at 1s; slow 1 by 2 from 2s", Timeline{
			{At: seconds(1), Kind: Down, Nodes: []int{1, 2}},
			{At: seconds(2), Kind: Slow, Number: 1, Nodes: []int{1}, Factor: 2},
		}},
		{"a share of nothing befalls nobody", "crash 0% at 1s for 2s; slow 0% by 2", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			line, err := plan(t, c.plan, Clock{}).Timeline(10, 7)
			require.NoError(t, err)
			assert.Equal(t, c.want, line)
		})
	}
}

func TestTimelineInRounds(t *testing.T) {
	line, err := plan(t, "crash 3 at 2 for 5", rounds()).Timeline(10, 7)
	require.NoError(t, err)
	assert.Equal(t, Timeline{{At: seconds(2), Kind: Down, Nodes: []int{3}}, {At: seconds(7), Kind: Up, Nodes: []int{3}}}, line)
}

// TestSharesAreOfTheLiving draws again and again, and counts.
func TestSharesAreOfTheLiving(t *testing.T) {
	for _, c := range []struct {
		name, plan string
		want       []int // how many nodes each change names, of 100
	}{
		{"rounded to the nearest", "crash 12.4% at 1s; restart 12.5% at 2s", []int{12, 2}},
		{"half a node rounds up", "crash 12.5% at 1s", []int{13}},
		{"crash upon crash", "crash 50% at 1s; crash 50% at 2s; crash 50% at 3s", []int{50, 25, 13}},
		{"restart of a share of the fallen", "crash 60% at 1s; restart 50% at 2s; crash 50% at 3s", []int{60, 30, 35}},
		{"slow ones among the living", "crash 50% at 1s; slow 10% by 2 from 2s", []int{50, 5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(20) {
				line, err := plan(t, c.plan, Clock{}).Timeline(100, seed)
				require.NoError(t, err)
				var sizes []int
				for _, change := range line {
					sizes = append(sizes, len(change.Nodes))
				}
				assert.Equal(t, c.want, sizes, "seed %d", seed)
			}
		})
	}
}

// TestDrawsAreForEver pins what seeds draw: a seed that somebody wrote down means the same later and
// elsewhere.
func TestDrawsAreForEver(t *testing.T) {
	line, err := plan(t, "crash 30% at 1s; partition 40% | 20% from 2s", Clock{}).Timeline(10, 7)
	require.NoError(t, err)
	assert.Equal(t, Timeline{
		{At: seconds(1), Kind: Down, Nodes: []int{5, 7, 10}},
		{At: seconds(2), Kind: Split, Number: 1, Groups: [][]int{{4, 6, 9}, {3}}},
	}, line)
}

// TestDrawsAreFair counts how often each of 20 nodes is among 25 % of them, over many seeds.
func TestDrawsAreFair(t *testing.T) {
	const draws = 4000
	counts := make([]int, 20)
	p := plan(t, "crash 25% at 1s", Clock{})
	for seed := range uint64(draws) {
		line, err := p.Timeline(len(counts), seed)
		require.NoError(t, err)
		for _, id := range line[0].Nodes {
			counts[id-1]++
		}
	}
	for i, count := range counts { // 1,000 each; the standard deviation is 27
		assert.InDelta(t, draws/4, count, 120, "node %d", i+1)
	}
}

func TestValidateRefuses(t *testing.T) {
	for _, c := range []struct {
		name, plan string
		n          int
		want, hint string
	}{
		{"node 2000 of 1000", "reset 1 at 1s; partition 1..5 | 2000 from 1s", 1000,
			`fault "partition 1..5 | 2000 from 1s": there is no node 2000 among 1000 nodes`, "node ids are 1 to 1000"},
		{"range beyond the last", "crash 5..11 at 1s", 10, "no node 11 among 10 nodes", "1 to 10"},
		{"beyond the arrow", "cut 1 -> 11 from 1s", 10, "no node 11", "1 to 10"},
		{"share of less than half a node", "crash 1% at 1s", 10, "1% of 10 nodes is less than half a node", "at least 5%"},
		{"group of less than half a node", "partition 1% from 1s", 10, "less than half a node", "at least 5%"},
		{"one group of all", "partition 1..10 from 1s", 10, "one group of all 10 nodes separates nobody", "one more group"},
		{"one drawn group of all", "partition 100% from 1s", 10, "separates nobody", "one more group"},
		{"groups of more than all", "partition 1..5 | 60% from 1s", 10, "the groups would have 11 nodes, and there are 10", "smaller"},
		{"cut between more than all", "cut 60% -> 50% from 1s", 10, "60% and 50% are more than there are", "all or rest"},
		{"restart where nobody crashes", "restart all at 9s", 10, "nobody crashes before 9s", "add a crash"},
		{"restart of one that never crashes", "crash 3 at 1s; restart 3,4 at 9s", 10, `fault "restart 3,4 at 9s": node 4 never crashes`, "add a crash"},
		{"restart before the crash", "restart 3 at 1s; crash 3 at 2s", 10, "nobody crashes before 1s", "come later"},
		{"crash of all", "crash all at 1s", 10, `fault "crash all at 1s": nobody would be left of 10 nodes`, "restart all at TIME"},
		{"crash of all shares", "crash 100% at 1s", 10, "nobody would be left", "restart"},
		{"crash of all ids", "crash 1..6 at 1s; crash 4..10 at 2s", 10, `fault "crash 4..10 at 2s": nobody`, "restart"},
		{"crash of the only one", "crash 1 at 1s", 1, "nobody would be left of 1 node", "restart"},
		{"crash of share after share", "crash 50% at 1s; crash 50% at 2s", 1, "nobody would be left", "restart"},
		{"crash of all after a return", "crash all at 1s for 1s; crash all at 3s", 10, `fault "crash all at 3s": nobody`, "restart"},
		{"restart of a share of nothing", "crash all at 1s; restart 0% at 2s", 10, "nobody would be left", "restart"},
		{"no nodes", "reset 1 at 1s", 0, "there are 0 nodes", "a network with nodes"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := plan(t, c.plan, Clock{})
			err := p.Validate(c.n)
			require.ErrorContains(t, err, c.want)
			assert.Contains(t, hintOf(t, err), c.hint)
			_, again := p.Timeline(c.n, 1)
			assert.Equal(t, err, again, "a timeline fails as validation does")
		})
	}
}

func TestValidateAccepts(t *testing.T) {
	for _, c := range []struct{ name, plan string }{
		{"nothing", ""},
		{"all that return", "crash all at 1s for 1s"},
		{"all that are restarted", "crash all at 1s; restart 3 at 2s"},
		{"all but one", "crash 1..9 at 1s"},
		{"restart of who may have been drawn", "crash 10% at 1s; restart 3 at 2s"},
		{"restart of who lives again", "crash 3 at 1s for 1s; restart 3 at 9s"},
		{"all, in two groups", "partition 1..5 | 6..10 from 1s"},
		{"all, in two drawn groups", "partition 50% | 50% from 1s"},
		{"more than half from more than half, by name", "cut 1..9 -> 2..10 from 1s"},
		{"crash at the start", "crash 30%"},
		// Only if luck took 6 to 10 at first; a census that forgot that refused the plan.
		{"who returns may be all that lived", "crash 50%; crash 1..5 at 1s for 2s; crash 6..10 at 2s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var p Plan
			if c.plan != "" {
				p = plan(t, c.plan, Clock{})
			}
			require.NoError(t, p.Validate(10))
		})
	}
}

// TestValidateJudgesFaultsMadeByHand: a fault need not come from Parse.
func TestValidateJudgesFaultsMadeByHand(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault Fault
		want  string
	}{
		{"unknown kind", Fault{Kind: "kill", Nodes: named(1)}, `no fault "kill"`},
		{"zero", Fault{}, "no kind of fault"},
		{"no nodes", Fault{Kind: "crash"}, "no nodes are named"},
		{"no others", Fault{Kind: "cut", Nodes: named(1)}, "no nodes are named"},
		{"no groups", Fault{Kind: "partition"}, "no group is named"},
		{"node -1", Fault{Kind: "crash", Nodes: named(-1)}, "no node -1"},
		{"before the start", Fault{Kind: "crash", Nodes: named(1), From: -1}, "before the start"},
		{"end of what has none", Fault{Kind: "reset", Nodes: named(1), To: 1}, "reset has no end"},
		{"end before beginning", Fault{Kind: "crash", Nodes: named(1), From: 2, To: 1}, "it ends at 1ns"},
		{"no factor", Fault{Kind: "slow", Nodes: named(1)}, "factor 0 is out of bounds"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.ErrorContains(t, Plan{c.fault}.Validate(10), c.want)
		})
	}
}
