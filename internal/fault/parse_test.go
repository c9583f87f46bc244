package fault

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rounds is a clock of the synchronous model.
func rounds() Clock { return Clock{Round: time.Second} }

func named(ids ...int) Nodes {
	var s Nodes
	for _, id := range ids {
		s.Ranges = append(s.Ranges, Range{id, id})
	}
	return s
}

func span(first, last int) Nodes  { return Nodes{Ranges: []Range{{first, last}}} }
func share(percent float64) Nodes { return Nodes{Which: Share, Percent: percent} }
func seconds(n int) time.Duration { return time.Duration(n) * time.Second }
func hintOf(t *testing.T, err error) string {
	t.Helper()
	var e *Error
	require.ErrorAs(t, err, &e)
	return e.Hint()
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		clock      Clock
		want       Fault
		shown      string // as String writes it; "" if that is the text
	}{
		{"share crashes", "crash 30% at 2s", Clock{}, Fault{Kind: "crash", Nodes: share(30), From: seconds(2)}, ""},
		{"part of a percent", "crash 2.5% at 2s", Clock{}, Fault{Kind: "crash", Nodes: share(2.5), From: seconds(2)}, ""},
		{"named crash for a while", "crash 3,7 at 2s for 5s", Clock{},
			Fault{Kind: "crash", Nodes: named(3, 7), From: seconds(2), To: seconds(7)}, ""},
		{"crash with the words of others", "crash 3 from 2s to 7s", Clock{},
			Fault{Kind: "crash", Nodes: named(3), From: seconds(2), To: seconds(7)}, "crash 3 at 2s for 5s"},
		{"range", "crash 10..20 at 2s", Clock{}, Fault{Kind: "crash", Nodes: span(10, 20), From: seconds(2)}, ""},
		{"from the start", "crash 5%", Clock{}, Fault{Kind: "crash", Nodes: share(5)}, "crash 5% at 0s"},
		{"restart", "restart 3,7 at 9s", Clock{}, Fault{Kind: "restart", Nodes: named(3, 7), From: seconds(9)}, ""},
		{"restart all", "restart all at 1m30s", Clock{},
			Fault{Kind: "restart", Nodes: Nodes{Which: All}, From: seconds(90)}, ""},
		{"partition in groups", "partition 1..500 | 501..1000 from 1s to 4s", Clock{},
			Fault{Kind: "partition", Groups: []Nodes{span(1, 500), span(501, 1000)}, From: seconds(1), To: seconds(4)}, ""},
		{"partition drawn", "partition 50% from 1s to 4s", Clock{},
			Fault{Kind: "partition", Groups: []Nodes{share(50)}, From: seconds(1), To: seconds(4)}, ""},
		{"partition for a while", "partition 50% at 1s for 2m", Clock{},
			Fault{Kind: "partition", Groups: []Nodes{share(50)}, From: seconds(1), To: seconds(121)}, "partition 50% from 1s to 2m1s"},
		{"cut", "cut 1,2 -> 3,4 from 1s to 2s", Clock{},
			Fault{Kind: "cut", Nodes: named(1, 2), Others: named(3, 4), From: seconds(1), To: seconds(2)}, ""},
		{"cut from all", "cut 10% -> all from 1s", Clock{},
			Fault{Kind: "cut", Nodes: share(10), Others: Nodes{Which: All}, From: seconds(1)}, ""},
		{"cut from the rest", "cut 1..5 -> rest from 1s", Clock{},
			Fault{Kind: "cut", Nodes: span(1, 5), Others: Nodes{Which: Rest}, From: seconds(1)}, ""},
		{"slow", "slow 10% by 10 from 1s to 5s", Clock{},
			Fault{Kind: "slow", Nodes: share(10), By: 10, From: seconds(1), To: seconds(5)}, ""},
		{"keywords in any order", "slow 10% to 5s from 1s by 2.5", Clock{},
			Fault{Kind: "slow", Nodes: share(10), By: 2.5, From: seconds(1), To: seconds(5)}, "slow 10% by 2.5 from 1s to 5s"},
		{"reset", "reset 5% at 1s", Clock{}, Fault{Kind: "reset", Nodes: share(5), From: seconds(1)}, ""},
		{"tight and loose writing", "  PARTITION 1 .. 5|6,  7 , 8 FROM 1h ", Clock{},
			Fault{Kind: "partition", Groups: []Nodes{span(1, 5), named(6, 7, 8)}, From: time.Hour}, "partition 1..5 | 6,7,8 from 1h"},
		{"rounds", "crash 30% at 2 for 5", rounds(),
			Fault{Kind: "crash", Nodes: share(30), From: seconds(2), To: seconds(7), Clock: rounds()}, ""},
		{"rounds from and to", "slow 1 by 3 from 0 to 4", rounds(),
			Fault{Kind: "slow", Nodes: named(1), By: 3, To: seconds(4), Clock: rounds()}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			f, err := Parse(c.text, c.clock)
			require.NoError(t, err)
			assert.Equal(t, c.want, f)
			shown := c.shown
			if shown == "" {
				shown = c.text
			}
			assert.Equal(t, shown, f.String())
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct {
		name, text string
		clock      Clock
		want, hint string // parts
	}{
		{"nothing", "  ", Clock{}, "there is no text", "crash 30% at 2s"},
		{"another's word", "kill 3 at 2s", Clock{}, `there is no fault "kill"`, `did you mean "crash"?`},
		{"half a word", "part 1..3 from 2s", Clock{}, `no fault "part"`, `did you mean "partition"?`},
		{"letters swapped", "partiton 1..3 from 2s", Clock{}, `no fault "partiton"`, `did you mean "partition"?`},
		{"unknown word", "flood 3 at 2s", Clock{}, `no fault "flood"`, "crash, restart, partition, cut, slow, reset"},
		{"two faults", "crash 3 at 2s; restart 3 at 3s", Clock{}, "more than one fault", "a flag of its own"},
		{"no nodes", "crash at 2s", Clock{}, "crash lacks the nodes", "crash NODES at TIME"},
		{"no groups", "partition from 2s", Clock{}, "partition lacks the groups", "partition GROUP"},
		{"an empty group", "partition 1..5 | from 2s", Clock{}, "a group is empty", "of each group"},
		{"a group of no share", "partition 0% from 2s", Clock{}, "a group is empty", "above 0%"},
		{"a group of all", "partition all from 2s", Clock{}, `"all" is not a group`, "one more group"},
		{"node in two groups", "partition 1..9 | 20,7 from 1s", Clock{}, "node 7 is in two groups, 1..9 and 20,7", "one group only"},
		{"groups where none belong", "crash 1 | 2 at 1s", Clock{}, "crash takes no groups", "crash NODES"},
		{"arrow where none belongs", "crash 1 -> 2 at 1s", Clock{}, "crash takes no nodes behind an arrow", "crash NODES"},
		{"no arrow", "cut 1 from 1s", Clock{}, "cut lacks the nodes behind an arrow", "NODES -> NODES"},
		{"nothing behind the arrow", "cut 1 -> from 1s", Clock{}, "no nodes are named", "3,7,10..20"},
		{"rest of nothing", "crash rest at 1s", Clock{}, `nothing that "rest" could be the rest of`, "3,7,10..20"},
		{"no node", "crash x at 1s", Clock{}, `"x" is not a node`, "3,7,10..20"},
		{"no comma", "crash 3 7 at 1s", Clock{}, `"3 7" is not a node`, "3,7,10..20"},
		{"dash for a range", "crash 3-7 at 1s", Clock{}, `"3-7" is not a node`, "10..20"},
		{"fraction for a share", "crash 0.3 at 1s", Clock{}, `"0.3" is not a node`, "30%"},
		{"node 0", "crash 0 at 1s", Clock{}, "there is no node 0", "begin at 1"},
		{"range backwards", "crash 7..3 at 1s", Clock{}, "7..3 ends before it begins", "write 3..7"},
		{"share above all", "crash 101% at 1s", Clock{}, "101% is not a share", "0% to 100%"},
		{"share below none", "crash -1% at 1s", Clock{}, `"-1%" is not a share`, "30%"},
		{"share of no number", "crash nan% at 1s", Clock{}, `"nan%" is not a share`, "30%"},
		{"no factor", "slow 1 from 1s", Clock{}, `slow lacks the factor behind "by"`, "by FACTOR"},
		{"a word as factor", "slow 1 by much", Clock{}, `"much" is not a factor`, "1 to 1000"},
		{"faster", "slow 1 by 0.5", Clock{}, "factor 0.5 is out of bounds", "1 to 1000"},
		{"much too slow", "slow 1 by 1001", Clock{}, "factor 1001 is out of bounds", "1 to 1000"},
		{"no number as factor", "slow 1 by nan", Clock{}, "factor NaN is out of bounds", "1 to 1000"},
		{"factor where none belongs", "crash 1 by 2", Clock{}, "crash takes no factor", "crash NODES"},
		{"keyword twice", "crash 1 at 1s at 2s", Clock{}, `"at" stands there twice`, "crash NODES"},
		{"two beginnings", "slow 1 by 2 at 1s from 2s", Clock{}, `"at" and "from" say the same`, "leave one"},
		{"two ends", "slow 1 by 2 for 1s to 2s", Clock{}, `"for" and "to" say the same`, "leave one"},
		{"no time behind the keyword", "crash 1 at", Clock{}, `nothing stands behind "at"`, "crash NODES"},
		{"end of what has none", "reset 1 at 1s for 2s", Clock{}, `reset takes no time behind "for"`, "reset NODES at TIME"},
		{"end before beginning", "slow 1 by 2 from 3s to 2s", Clock{}, "it ends at 2s, and begins at 3s", "leave the end away"},
		{"end at the beginning", "slow 1 by 2 from 3s to 3s", Clock{}, "it ends at 3s", "after it begins"},
		{"end at the start", "slow 1 by 2 to 0s", Clock{}, "it ends at 0s", "after it begins"},
		{"end too far away", "crash 1 at 2000000h for 2000000h", Clock{}, "too far away", "leave the end away"},
		{"negative time", "crash 1 at -2s", Clock{}, "-2s is negative", "0s is the earliest"},
		{"no time at all", "crash 1 at noon", Clock{}, `"noon" is not a time`, "2s, 150ms"},
		{"round where durations are", "crash 1 at 3", Clock{}, `at: "3" is a plain number`, "write 3s or 3ms"},
		{"duration where rounds are", "crash 1 at 3s", rounds(), `at: "3s" is a duration`, "such as 3"},
		{"part of a round", "crash 1 at 1.5", rounds(), `"1.5" is not a number of rounds`, "whole number"},
		{"negative round", "crash 1 at -1", rounds(), `"-1" is not a number of rounds`, "whole number"},
		{"round too far away", "crash 1 at 9300000000", rounds(), "too far away", "at most 9223372036"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse(c.text, c.clock)
			require.ErrorContains(t, err, c.want)
			assert.ErrorContains(t, err, "fault ", "it says which")
			assert.Contains(t, hintOf(t, err), c.hint)
		})
	}
}

func TestFromTable(t *testing.T) {
	type table = map[string]any
	for _, c := range []struct {
		name  string
		table table
		clock Clock
		text  string // that means the same
	}{
		{"share", table{"kind": "crash", "nodes": "30%", "at": "2s"}, Clock{}, "crash 30% at 2s"},
		{"list of ids", table{"kind": "crash", "nodes": []any{int64(3), int64(7)}, "at": "2s", "for": "5s"}, Clock{}, "crash 3,7 at 2s for 5s"},
		{"ids and ranges", table{"kind": "reset", "nodes": []any{int64(3), "10..20"}, "at": "2s"}, Clock{}, "reset 3,10..20 at 2s"},
		{"one id", table{"kind": "crash", "nodes": int64(3), "at": "2s"}, Clock{}, "crash 3 at 2s"},
		{"groups", table{"kind": "partition", "groups": []any{"1..500", "501..1000"}, "from": "1s", "to": "4s"}, Clock{}, "partition 1..500 | 501..1000 from 1s to 4s"},
		{"groups of lists", table{"kind": "partition", "groups": []any{[]any{1, 2}, []any{"3..5", 7.0}}}, Clock{}, "partition 1,2 | 3..5,7"},
		{"groups as text", table{"kind": "partition", "groups": "1..5 | 6"}, Clock{}, "partition 1..5 | 6"},
		{"share of a partition", table{"kind": "partition", "nodes": "50%", "from": "1s"}, Clock{}, "partition 50% from 1s"},
		{"cut", table{"kind": "cut", "nodes": "1,2", "others": []any{int64(3)}, "from": "1s"}, Clock{}, "cut 1,2 -> 3 from 1s"},
		{"slow", table{"kind": "slow", "nodes": "10%", "by": int64(10), "from": "1s", "to": "5s"}, Clock{}, "slow 10% by 10 from 1s to 5s"},
		{"half a factor", table{"kind": "slow", "nodes": "10%", "by": 2.5}, Clock{}, "slow 10% by 2.5"},
		{"rounds", table{"kind": "crash", "nodes": "30%", "at": int64(2), "for": 3.0}, rounds(), "crash 30% at 2 for 3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			want, err := Parse(c.text, c.clock)
			require.NoError(t, err)
			f, err := FromTable(c.table, c.clock)
			require.NoError(t, err)
			assert.Equal(t, want, f)
		})
	}
}

func TestFromTableRefuses(t *testing.T) {
	type table = map[string]any
	for _, c := range []struct {
		name       string
		table      table
		want, hint string
	}{
		{"empty", table{}, "no kind of fault is named", "crash, restart"},
		{"unknown kind", table{"kind": "kill"}, `no fault "kill"`, `did you mean "crash"?`},
		{"unknown key", table{"kind": "crash", "node": 3}, `no key "node"`, "kind, nodes, others, groups"},
		{"key of another kind", table{"kind": "crash", "nodes": 3, "by": 2}, "crash takes no factor", "crash NODES"},
		{"no nodes", table{"kind": "crash", "at": "1s"}, "crash lacks the nodes", "crash NODES"},
		{"empty list", table{"kind": "crash", "nodes": []any{}}, "no nodes are named", "3,7"},
		{"list of lists", table{"kind": "crash", "nodes": []any{[]any{1}}}, "nodes is [[1]]", "[3, 7"},
		{"neither text nor number", table{"kind": "crash", "nodes": 3, "at": true}, "at is true", "a text, or a number"},
		{"no groups", table{"kind": "partition", "groups": []any{}}, "groups is []", "1..500"},
		{"an empty group", table{"kind": "partition", "groups": []any{"1", ""}}, "a group is empty", "of each group"},
		{"a group of lists", table{"kind": "partition", "groups": []any{[]any{[]any{1}}}}, "a group is [[1]]", "1..500"},
		{"nodes and groups", table{"kind": "partition", "groups": "1", "nodes": "2"}, "partition takes no nodes", "partition GROUP"},
		{"half a node", table{"kind": "crash", "nodes": 1.5}, `"1.5" is not a node`, "3,7"},
		{"plain number as a time", table{"kind": "crash", "nodes": 1, "at": int64(2)}, `"2" is a plain number`, "2s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := FromTable(c.table, Clock{})
			require.ErrorContains(t, err, c.want)
			assert.Contains(t, hintOf(t, err), c.hint)
		})
	}
}

func TestKindsAreComplete(t *testing.T) {
	for _, row := range Kinds() {
		t.Run(row.Name, func(t *testing.T) {
			found, err := LookupKind(row.Name)
			require.NoError(t, err)
			assert.Equal(t, row.Synopsis, found.Synopsis)
			assert.NotZero(t, row.begins)
			assert.Equal(t, row.lasts == moment, row.ends == 0, "what has an end ends with a change")
			assert.NotEmpty(t, row.Examples)
			for _, example := range row.Examples {
				f, err := Parse(example, Clock{})
				require.NoError(t, err)
				assert.Equal(t, example, f.String())
				assert.Contains(t, Help(), example)
			}
			assert.Contains(t, Help(), row.Synopsis)
			for _, word := range row.also {
				_, err := LookupKind(word)
				assert.Contains(t, hintOf(t, err), row.Name)
			}
		})
	}
}
