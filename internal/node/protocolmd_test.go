package node

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// example is a request in PROTOCOL.md and the answers below it.
type example struct {
	request string
	answers []string
}

// examples reads what stands behind "C:" and "N:" in PROTOCOL.md.
func examples(t *testing.T) []example {
	text, err := os.ReadFile("../wire/PROTOCOL.md")
	require.NoError(t, err)
	var all []example
	open := false // the last line belongs to an answer
	for line := range strings.Lines(string(text)) {
		request, isRequest := strings.CutPrefix(line, "    C: ")
		answer, isAnswer := strings.CutPrefix(line, "    N: ")
		switch more, goesOn := strings.CutPrefix(line, "        "); {
		case isRequest:
			all = append(all, example{request: strings.TrimSuffix(request, "\n")})
		case isAnswer && len(all) > 0:
			last := &all[len(all)-1]
			last.answers = append(last.answers, answer)
		case goesOn && open:
			answers := all[len(all)-1].answers
			answers[len(answers)-1] += more
		}
		open = isAnswer || open && strings.HasPrefix(line, "        ")
	}
	return all
}

// shape says what a JSON value looks like: the names and types in it. Of a list only the first element
// counts.
func shape(v any) string {
	switch v := v.(type) {
	case map[string]any:
		var fields []string
		for _, name := range slices.Sorted(maps.Keys(v)) {
			field := name
			if strings.Contains(name, "_17") {
				field = "an id"
			}
			fields = append(fields, field+" "+shape(v[name]))
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case []any:
		if len(v) == 0 {
			return "[]"
		}
		return "[" + shape(v[0]) + "]"
	}
	return fmt.Sprintf("%T", v)
}

func shapeOf(t *testing.T, line string) string {
	t.Helper()
	var v any
	require.NoError(t, json.Unmarshal([]byte(line), &v), "%s", line)
	return shape(v)
}

// What PROTOCOL.md shows of clients is what nodes answer.
func TestTheExamplesInTheProtocol(t *testing.T) {
	all := examples(t)
	tried := map[string]bool{}
	for _, e := range all {
		verb, _, _ := strings.Cut(e.request, ":")
		if verb == "/OPEN" { // elided
			continue
		}
		tried[verb] = true
		t.Run(e.request, func(t *testing.T) {
			nw := launch(t, map[int][]int{4: {9, 12}, 9: {4}}, func(c *Config) {
				c.Protocol, c.Run, c.StopTimeout = "rumor", "5e0c", 20*time.Millisecond
			})
			_, err := nw.client(9).Publish(ctx(t), "Hello World", 1)
			require.NoError(t, err)
			nw.holds(1)
			conn := connect(t, nw.nodes[4].addr)
			_, err = io.WriteString(conn, "/OPEN:{}\n"+e.request+"\n")
			require.NoError(t, err)
			in := bufio.NewReader(conn)
			_, err = in.ReadString('\n')
			require.NoError(t, err)
			for i, want := range e.answers {
				if verb == "/WATCH" && i == 1 {
					_, err := nw.client(9).Publish(ctx(t), "again", 1)
					require.NoError(t, err)
				}
				if verb == "/WATCH" && i == 2 {
					nw.nodes[9].stop()
				}
				have, err := in.ReadString('\n')
				require.NoError(t, err)
				require.Equal(t, shapeOf(t, want), shapeOf(t, have), "%s", have)
			}
		})
	}
	for verb := range verbs() {
		if verb != "/RELAY" && verb != "/REPLACE" {
			assert.True(t, tried[verb], "no example of %s", verb)
		}
	}
}
