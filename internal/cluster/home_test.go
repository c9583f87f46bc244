package cluster

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestDefaultDir(t *testing.T) {
	tests := map[string]struct {
		env  map[string]string
		want string
	}{
		"given":               {map[string]string{"GOSSIP_STATE_DIR": "/s", "XDG_STATE_HOME": "/x", "HOME": "/h"}, "/s"},
		"XDG":                 {map[string]string{"XDG_STATE_HOME": "/x", "HOME": "/h"}, "/x/gossip"},
		"relative XDG":        {map[string]string{"XDG_STATE_HOME": "x", "HOME": "/h"}, "/h/.local/state/gossip"},
		"home":                {map[string]string{"HOME": "/h"}, "/h/.local/state/gossip"},
		"given but relative":  {map[string]string{"GOSSIP_STATE_DIR": "s"}, "cwd/s"},
		"nothing":             {nil, ""},
		"nothing but a slash": {map[string]string{"HOME": "/"}, "/.local/state/gossip"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir, err := DefaultDir(func(key string) string { return test.env[key] })
			if test.want == "" {
				assert.ErrorIs(t, err, Invalid)
				return
			}
			require.NoError(t, err)
			if rest, ok := strings.CutPrefix(test.want, "cwd/"); ok {
				test.want, err = filepath.Abs(rest)
				require.NoError(t, err)
			}
			assert.Equal(t, test.want, dir)
		})
	}
}

func TestValidName(t *testing.T) {
	for _, good := range []string{"default", "a", "A.b_c-9", "_x", "0", strings.Repeat("x", 64)} {
		assert.NoError(t, ValidName(good), good)
	}
	for _, bad := range []string{"", ".", "..", ".hidden", "-n", "a/b", "a b", "a\x00b", "ü", "a\nb", "a:b", strings.Repeat("x", 65)} {
		assert.ErrorIs(t, ValidName(bad), Invalid, "%q", bad)
	}
}

// Whoever cannot use the state directory is told how to have another one.
func TestNoPlaceForState(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	home := Home{Dir: file}
	_, locking := home.lock(t.Context(), "net", 0)
	_, opening := home.Open("net")
	_, listing := home.Networks(t.Context())
	for name, err := range map[string]error{"lock": locking, "open": opening, "list": listing} {
		e, ok := errors.AsType[*Error](err)
		if assert.True(t, ok, "%s: %v", name, err) {
			assert.Contains(t, e.Hint, "--state-dir", name)
		}
	}
}

// A network that is being started is one of this user's networks, too.
func TestStartingNetworkIsListed(t *testing.T) {
	home := Home{Dir: t.TempDir()}
	l, err := home.lock(t.Context(), "net", 0)
	require.NoError(t, err)
	list, err := home.Networks(t.Context())
	require.NoError(t, err)
	assert.Equal(t, []Summary{{Network: "net", Condition: Starting}}, list)
	l.release()
	list, err = home.Networks(t.Context())
	require.NoError(t, err)
	assert.Empty(t, list, "its starter has died")
}
