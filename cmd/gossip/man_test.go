package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestManPages(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "man")
	code, stdout, stderr := execute(t, "gen-man", dir)
	require.Equal(t, exitDone, code, stderr)
	names := strings.Fields(stdout)
	assert.Contains(t, names, "gossip.1")
	assert.Contains(t, names, "gossip-start-network.1")
	assert.Contains(t, names, "gossip-exit-codes.1")
	for _, name := range names {
		page, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		for _, section := range []string{".TH ", ".SH NAME\n", ".SH DESCRIPTION\n", ".SH SEE ALSO\n"} {
			assert.Contains(t, string(page), section, name)
		}
		checkWithMan(t, filepath.Join(dir, name))
	}
	page, err := os.ReadFile(filepath.Join(dir, "gossip-get-messages.1"))
	require.NoError(t, err)
	assert.Contains(t, string(page), ".SH EXIT STATUS\n")
	assert.Contains(t, string(page), `\-\-all\-paths`)
}

// checkWithMan formats a page with the system's tool, where there is one, and wants no warning.
func checkWithMan(t *testing.T, path string) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		return
	}
	out, err := exec.Command(groff, "-man", "-Tutf8", "-ww", "-z", path).CombinedOutput()
	require.NoError(t, err)
	assert.Empty(t, string(out))
}

func TestRoff(t *testing.T) {
	assert.Equal(t, `\&.TH`, roff(".TH"))
	assert.Equal(t, `a\eb\-c`, roff(`a\b-c`))
	assert.Equal(t, `Erd\[u0151]s`, roff("Erdős"))
}
