package main

import (
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// residentKiB returns how much memory this process has in use.
func residentKiB(t *testing.T) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	require.NoError(t, err)
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); fields[0] == "VmRSS:" {
			kib, err := strconv.Atoi(fields[1])
			require.NoError(t, err)
			return kib
		}
	}
	require.Fail(t, "the kernel does not tell")
	return 0
}

func TestLargePagesCostNothingUntilTheyAreUsed(t *testing.T) {
	before := residentKiB(t)
	useLargePages(1 << 30)
	assert.Less(t, residentKiB(t)-before, 64<<10)
	useLargePages(0)
}
