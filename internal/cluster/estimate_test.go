package cluster

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCheck(t *testing.T) {
	plenty := machine{memoryBytes: math.MaxInt64, tasks: math.MaxInt, files: math.MaxInt}
	with := func(change func(*machine)) machine {
		m := plenty
		change(&m)
		return m
	}
	tests := map[string]struct {
		cost Cost
		m    machine
		text string // empty: it is carried
	}{
		"16 nodes":         {Estimate(16, 24, 3), plenty, ""},
		"1,000 nodes":      {Estimate(1000, 1500, 3), machine{8 << 30, 30000, 4096}, ""},
		"full with 1,000":  {Estimate(1000, 499_500, 999), plenty, "1,000 nodes would need 499,500 links"},
		"at the limit":     {Estimate(448, MaxLinks, 447), plenty, ""},
		"above the limit":  {Estimate(448, MaxLinks+1, 447), plenty, "the limit is 100,000 links a network"},
		"a hub":            {Estimate(2000, 1999, 1999), with(func(m *machine) { m.files = 1024 }), "a node with 1,999 links needs 2,023 open files, and a process may open 1,024"},
		"too many sockets": {Estimate(2000, 2000, 2), with(func(m *machine) { m.files = 1024 }), "starting 2,000 nodes needs 2,064 open files"},
		"processes":        {Estimate(1000, 1000, 2), with(func(m *machine) { m.tasks = 4000 }), "about 9,000 processes and threads, and the limit is 4,000"},
		"memory":           {Estimate(1000, 1000, 2), with(func(m *machine) { m.memoryBytes = 512 << 20 }), "and 512 MiB is available"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := test.cost.check(test.m)
			if test.text == "" {
				assert.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, Invalid)
			assert.ErrorContains(t, err, test.text)
		})
	}
}

func TestThisMachine(t *testing.T) {
	m := thisMachine()
	assert.Positive(t, m.memoryBytes)
	assert.Positive(t, m.tasks)
	assert.Positive(t, m.files)
	assert.NoError(t, Estimate(1, 0, 0).Check())
}

func TestCount(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 499500: "499,500", 1234567: "1,234,567"} {
		assert.Equal(t, want, count(n))
	}
	assert.Equal(t, "512 MiB", size(512<<20))
	assert.Equal(t, "1.5 GiB", size(3<<29))
}
