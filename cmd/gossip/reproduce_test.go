package main

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/reproduce"
)

// After Ctrl-C, before any series is finished, nothing is said to agree.
func TestReproduceInterrupted(t *testing.T) {
	for format, check := range map[string]func(t *testing.T, stdout string){
		"json": func(t *testing.T, stdout string) {
			var r map[string]any
			require.NoError(t, json.Unmarshal([]byte(stdout), &r))
			assert.Contains(t, r, "agrees")
			assert.Nil(t, r["agrees"])
			assert.Equal(t, true, r["interrupted"])
			assert.Contains(t, stdout, `"series":5,"series_finished":0,"rows":[]`)
		},
		"text": func(t *testing.T, stdout string) {
			assert.Contains(t, stdout, "\ninterrupted: 0 of 5 series were finished; the others are not judged\n")
			assert.NotContains(t, stdout, "VERDICT", "there is nothing to put into the table")
		},
	} {
		t.Run(format, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			s := newTestStreams(nil)
			root := newRootCommand(newCLI(s.streams), commandGroups(nil))
			root.SetArgs([]string{"reproduce", "demers1", "demers2", "-o", format})
			err := root.ExecuteContext(ctx)
			require.ErrorIs(t, err, context.Canceled)
			assert.Equal(t, exitInterrupted, diagnose(err).Code)
			require.NoError(t, s.out.Flush())
			check(t, s.stdout.String())
			assert.NotContains(t, s.stdout.String(), "demers2", "it was not begun")
		})
	}
}

// Agreement is claimed of what was judged, and of nothing else.
func TestAgreement(t *testing.T) {
	agrees, explained := reproduce.Row{Verdict: reproduce.Agrees}, reproduce.Row{Verdict: reproduce.Differs}
	unjudged, failed := reproduce.Row{Verdict: reproduce.Unjudged}, reproduce.Row{Verdict: reproduce.Differs, Failed: true}
	for name, tt := range map[string]struct {
		rows        []reproduce.Row
		interrupted bool
		want        any
	}{
		"all agree":                    {[]reproduce.Row{agrees, unjudged}, false, true},
		"one differs":                  {[]reproduce.Row{agrees, failed}, false, false},
		"one differs as explained":     {[]reproduce.Row{explained}, false, true},
		"too few runs":                 {[]reproduce.Row{unjudged}, false, nil},
		"interrupted":                  {[]reproduce.Row{agrees}, true, nil},
		"interrupted, and one differs": {[]reproduce.Row{failed}, true, false},
		"interrupted at once":          {nil, true, nil},
	} {
		t.Run(name, func(t *testing.T) {
			var r reproduceResult
			r.add(reproduce.Report{Rows: tt.rows, Interrupted: tt.interrupted})
			if tt.want == nil {
				assert.Nil(t, r.Agrees)
			} else {
				require.NotNil(t, r.Agrees)
				assert.Equal(t, tt.want, *r.Agrees)
			}
			assert.Equal(t, tt.want == false, r.goal() != nil)
		})
	}
}
