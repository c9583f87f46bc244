package sim

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// readTrace reads a whole trace.
func readTrace(in io.Reader) (records int, err error) {
	r, err := NewTraceReader(in)
	if err != nil {
		return 0, err
	}
	for ; err == nil; records++ {
		_, err = r.Next()
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return records - 1, err
}

const (
	goodHeader = `{"format":"gossip-simulation-2","seed":7,"num_nodes":3,"topology":"line","protocol":"flood","params":{},"synchronous":false,"messages":1,"faults":0}` + "\n"
	goodStart  = `{"t":0,"event":"published","node":1}
{"t":0,"event":"delivered","node":1,"message":1,"text":"m1","hop":0,"path":[1]}
{"t":0,"event":"sent","node":1,"peer":2,"packet":"relay","message":1,"hop":1}
`
)

// TestBadTraces holds the reader to what it refuses, and to the line that it names.
func TestBadTraces(t *testing.T) {
	header := func(old, with string) string { return strings.Replace(goodHeader, old, with, 1) }
	line := func(text string) string { return goodHeader + goodStart + text + "\n" }
	rounds := header(`"synchronous":false`, `"synchronous":true,"round_ns":1000`)
	for name, c := range map[string]struct{ text, want string }{
		"nothing":              {"", "line 1: there is nothing"},
		"another file":         {"# README\n", "line 1: this is not the header of a trace: its format is \"\""},
		"another version":      {header("-2", "-1"), `its format is "gossip-simulation-1", and this program reads gossip-simulation-2`},
		"unknown field":        {header(`"seed"`, `"sead"`), `line 1: this is not the header of a trace: json: unknown field "sead"`},
		"no nodes":             {header(`"num_nodes":3`, `"num_nodes":0`), "num_nodes is 0"},
		"too many nodes":       {header(`"num_nodes":3`, `"num_nodes":99999999`), "num_nodes is 99999999"},
		"no protocol":          {header("flood", ""), "names no topology or no protocol"},
		"rounds without time":  {header(`:false`, `:true`), "positive round_ns"},
		"negative messages":    {header(`"messages":1`, `"messages":-1`), "cannot be negative"},
		"header cut":           {goodHeader[:40], "line 1: it is cut in the middle"},
		"header twice":         {strings.TrimSpace(goodHeader) + goodHeader, "its fields are not written as traces have them"},
		"another case":         {header("seed", "Seed"), "its fields are not written as"},
		"no end":               {goodHeader + goodStart, "line 4: the trace breaks off behind this line"},
		"cut in the middle":    {(goodHeader + goodStart)[:len(goodHeader)+20], "line 2: it is cut in the middle"},
		"empty line":           {line(""), "line 5: it is not a JSON object"},
		"not JSON":             {line("hello"), "line 5: it is not a JSON object"},
		"blank":                {line(`{ "t":1}`), `line 5: "t" is missing behind its first 0 bytes`},
		"no time":              {line(`{"event":"timer","node":1}`), `"t" is missing`},
		"negative time":        {line(`{"t":-1,"event":"timer","node":1}`), "t must be a whole number from 0"},
		"huge time":            {line(`{"t":99999999999999999999,"event":"timer","node":1}`), "t must be a whole number"},
		"leading zero":         {line(`{"t":01,"event":"timer","node":1}`), "t must be a whole number"},
		"back in time":         {line("{\"t\":5,\"event\":\"timer\",\"node\":1}\n{\"t\":4,\"event\":\"timer\",\"node\":1}"), "line 6: time goes back, from 5 to 4 ns"},
		"unknown event":        {line(`{"t":1,"event":"party","node":1}`), `there is no event "party"`},
		"no event":             {line(`{"t":1,"event":7,"node":1}`), "event must be a word in quotes"},
		"unknown node":         {line(`{"t":1,"event":"timer","node":4}`), "node must be a whole number from 1 to 3"},
		"node 0":               {line(`{"t":1,"event":"timer","node":0}`), "from 1 to 3"},
		"its own peer":         {line(`{"t":1,"event":"link-up","node":1,"peer":1}`), "node 1 is not its own peer"},
		"no peer":              {line(`{"t":1,"event":"link-up","node":1}`), `"peer" is missing`},
		"a field too many":     {line(`{"t":1,"event":"timer","node":1,"x":1}`), "something stands behind its first 31 bytes"},
		"unknown packet":       {line(`{"t":1,"event":"sent","node":1,"peer":2,"packet":"bomb"}`), `there is no packet "bomb"`},
		"unknown message":      {line(`{"t":1,"event":"sent","node":1,"peer":2,"packet":"relay","message":2,"hop":1}`), "message must be a whole number from 1 to 1"},
		"a message left out":   {line(`{"t":1,"event":"delivered","node":1,"message":3,"text":"a","hop":0,"path":[1]}`), "from 1 to 2"},
		"line cut":             {line(`{"t":1,"event":"delivered","node":1`), "\"message\" is missing"},
		"path elsewhere":       {line(`{"t":1,"event":"delivered","node":2,"peer":1,"message":1,"hop":1,"path":[1,3]}`), "does not lead to node 2 in 1 hops"},
		"path of another peer": {line(`{"t":1,"event":"delivered","node":2,"peer":3,"message":1,"hop":1,"path":[1,2]}`), "does not come from where"},
		"path too short":       {line(`{"t":1,"event":"delivered","node":2,"peer":1,"message":1,"hop":1,"path":[]}`), "does not lead"},
		"path unknown node":    {line(`{"t":1,"event":"delivered","node":2,"peer":1,"message":1,"hop":1,"path":[9,2]}`), "no node 9 in the path"},
		"path no list":         {line(`{"t":1,"event":"delivered","node":2,"peer":1,"message":1,"hop":1,"path":7}`), "path must be a list"},
		"path open":            {line(`{"t":1,"event":"delivered","node":2,"peer":1,"message":1,"hop":1,"path":[1,`), "path must be a list"},
		"text empty":           {line(`{"t":1,"event":"delivered","node":1,"message":2,"text":"","hop":0,"path":[1]}`), "text must be a JSON text"},
		"text with escape":     {line("{\"t\":1,\"event\":\"delivered\",\"node\":1,\"message\":2,\"text\":\"\x1b[31m\",\"hop\":0,\"path\":[1]}"), "in plain ASCII"},
		"text open":            {line(`{"t":1,"event":"delivered","node":1,"message":2,"text":"\`), "text must be a JSON text"},
		"text too long":        {line(`{"t":1,"event":"delivered","node":1,"message":2,"text":"` + strings.Repeat("x", 81) + `","hop":0,"path":[1]}`), "1 to 80 characters"},
		"value for nobody":     {line(`{"t":1,"event":"sent","node":1,"peer":2,"packet":"feedback","messages":[1],"values":[]}`), "not as many values"},
		"value too large":      {line(`{"t":1,"event":"sent","node":1,"peer":2,"packet":"graft","messages":[1],"values":[4294967296]}`), "too large"},
		"notice of nothing":    {line(`{"t":1,"event":"sent","node":1,"peer":2,"packet":"graft","messages":[2],"values":[1]}`), "no message 2 was accepted"},
		"sum no number":        {line(`{"t":1,"event":"sent","node":1,"peer":2,"packet":"exchange","sum":NaN}`), "sum must be a number"},
		"sum in a long form":   {line(`{"t":1,"event":"sent","node":1,"peer":2,"packet":"exchange","sum":1.50}`), "in its shortest form"},
		"wrong round":          {rounds + `{"t":3000,"round":2,"event":"timer","node":1}` + "\n", "line 2: 3000 ns is in round 3, not 2"},
		"no round":             {rounds + `{"t":3000,"event":"timer","node":1}` + "\n", `"round" is missing`},
		"end for no reason":    {line(`{"t":0,"event":"end","reason":"bored","records":3,"header_sha256":"","sha256":""}`), `no run ends because of "bored"`},
		"end elsewhere":        {line(`{"t":1,"event":"end","reason":"quiet","records":3,"header_sha256":"","sha256":""}`), "not at the time of the last record"},
		"a record missing":     {line(`{"t":0,"event":"end","reason":"quiet","records":4,"header_sha256":"","sha256":""}`), "speaks of 4 records, and there are 3"},
		"no hash of a header":  {line(`{"t":0,"event":"end","reason":"quiet","records":3,"sha256":"00"}`), `"header_sha256" is missing`},
		"another header":       {line(`{"t":0,"event":"end","reason":"quiet","records":3,"header_sha256":"00","sha256":"00"}`), "line 5: the header is not the one that the end was written for"},
		"a record changed":     {line(`{"t":0,"event":"end","reason":"quiet","records":3,"header_sha256":"` + hashOf([]byte(goodHeader)) + `","sha256":"00"}`), "the records are not those that the end was written for"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := readTrace(strings.NewReader(c.text))
			require.ErrorContains(t, err, c.want)
			var bad *TraceError
			assert.ErrorAs(t, err, &bad)
			_, again := readTrace(iotest.OneByteReader(strings.NewReader(c.text)))
			assert.Equal(t, err.Error(), again.Error(), "whatever pieces it comes in")
		})
	}
}

func TestTraceBehindItsEnd(t *testing.T) {
	text := traceOf(t, NewWorker(), tracedRuns(t)["flood"])
	records, err := readTrace(strings.NewReader(text))
	require.NoError(t, err)
	assert.Equal(t, 41, records)
	_, err = readTrace(strings.NewReader(text + "\n"))
	require.ErrorContains(t, err, "line 44: something stands behind the end")
	_, err = readTrace(io.MultiReader(strings.NewReader(text[:len(text)/2]), iotest.ErrReader(io.ErrNoProgress)))
	require.ErrorIs(t, err, io.ErrNoProgress)
	require.ErrorContains(t, err, "read a trace behind line")
}

// A change anywhere in a trace is found, also one that leaves it a trace: of another seed, or at another time.
func TestChangedTraces(t *testing.T) {
	text := traceOf(t, NewWorker(), tracedRuns(t)["flood"])
	for name, c := range map[string]struct{ old, with, want string }{
		"seed":     {`"seed":7`, `"seed":8`, "the header is not the one"},
		"latency":  {`"latency":"5ms..20ms"`, `"latency":"5ms..21ms"`, "the header is not the one"},
		"messages": {`"messages":1`, `"messages":2`, "the header is not the one"},
		"a hop":    {`"hop":1`, `"hop":2`, "the records are not those"},
	} {
		t.Run(name, func(t *testing.T) {
			changed := strings.Replace(text, c.old, c.with, 1)
			require.NotEqual(t, text, changed)
			_, err := readTrace(strings.NewReader(changed))
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// TestLongLines holds the reader to its bound.
func TestLongLines(t *testing.T) {
	long := strings.NewReader(strings.Repeat("1", longestTraceLine+1<<20))
	_, err := readTrace(io.MultiReader(strings.NewReader(goodHeader), long))
	require.ErrorContains(t, err, "line 2: it is longer than 16777216 bytes")
	assert.Greater(t, long.Len(), 1<<19, "it stops reading")
}

// FuzzTrace reads anything: it fails in good order, and what it takes for a record is one.
func FuzzTrace(f *testing.F) {
	f.Add([]byte(goodHeader + goodStart))
	f.Add([]byte(traceOf(f, NewWorker(), tracedRuns(f)["flood"])))
	f.Add([]byte(goodHeader + `{"t":5,"event":"sent","node":1,"peer":2,"packet":"push","sum":1.5,"weight":0.5}` + "\n"))
	f.Add([]byte(goodHeader + `{"t":5,"event":"lost","node":1,"peer":2,"packet":"graft","messages":[],"values":[]}` + "\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		r, err := NewTraceReader(strings.NewReader(string(text)))
		if err != nil {
			return
		}
		n := r.Header().NumNodes
		for {
			record, err := r.Next()
			if err != nil {
				var bad *TraceError
				if !errors.Is(err, io.EOF) && (!errors.As(err, &bad) || bad.Line < 1) {
					t.Fatalf("%v", err)
				}
				return
			}
			if record.Node < 1 || int(record.Node) > n || int(record.Peer) > n || record.Message < 0 || record.Hop < 0 ||
				record.Kind < Published || record.Kind > Doubled || record.Kind.hasPacket() != (record.Packet != 0) {
				t.Fatalf("%+v", record)
			}
		}
	})
}

// TestEveryByteCounts changes each byte of the records of a trace in turn, and cuts it behind each.
func TestEveryByteCounts(t *testing.T) {
	good := traceOf(t, NewWorker(), tracedRuns(t)["flood"])
	for i := range good {
		_, err := readTrace(strings.NewReader(good[:i]))
		require.Error(t, err, "cut behind %d bytes", i)
		if i < strings.Index(good, "\n") {
			continue // the hash is that of the records
		}
		for _, other := range "0}]\"\n" {
			if changed := good[:i] + string(other) + good[i+1:]; changed != good {
				_, err := readTrace(strings.NewReader(changed))
				require.Error(t, err, "%q at byte %d", other, i)
			}
		}
	}
}
