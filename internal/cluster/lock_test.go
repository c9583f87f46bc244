package cluster

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestLock(t *testing.T) {
	home := Home{Dir: t.TempDir()}
	assert.False(t, home.locked("net"))
	first, err := home.lock(t.Context(), "net", time.Second)
	require.NoError(t, err)
	assert.True(t, home.locked("net"))
	_, err = home.Open("net")
	require.ErrorIs(t, err, Busy, "a network that is being started")

	_, err = home.lock(t.Context(), "net", 50*time.Millisecond)
	require.ErrorIs(t, err, Busy)
	assert.ErrorContains(t, err, "another command (process "+strconv.Itoa(os.Getpid())+")")

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = home.lock(ctx, "net", time.Minute)
	assert.ErrorIs(t, err, context.Canceled)

	other, err := home.lock(t.Context(), "other", 0)
	require.NoError(t, err, "another network is another lock")
	other.release()

	first.release()
	assert.False(t, home.locked("net"))
	_, err = home.Open("net")
	require.ErrorIs(t, err, NotRunning)
	second, err := home.lock(t.Context(), "net", 0)
	require.NoError(t, err)
	second.release()
}

func TestHomeMayWaitLonger(t *testing.T) {
	home := Home{Dir: t.TempDir(), LockWait: patience}
	first, err := home.lock(t.Context(), "net", 0)
	require.NoError(t, err)
	_, err = home.lock(t.Context(), "net", 0)
	require.ErrorIs(t, err, Busy, "who does not wait at all does not wait longer")
	time.AfterFunc(50*time.Millisecond, first.release)
	second, err := home.lock(t.Context(), "net", time.Millisecond)
	require.NoError(t, err)
	second.release()
}

func TestLockWaitsForItsHolder(t *testing.T) {
	home := Home{Dir: t.TempDir()}
	inside, most := 0, 0
	var mu sync.Mutex // guards inside and most
	count := func(by int) {
		mu.Lock()
		defer mu.Unlock()
		inside += by
		most = max(most, inside)
	}
	var holders sync.WaitGroup
	for range 8 {
		holders.Go(func() {
			l, err := home.lock(t.Context(), "net", patience)
			if !assert.NoError(t, err) {
				return
			}
			count(1)
			count(-1)
			l.release()
		})
	}
	holders.Wait()
	assert.Equal(t, 1, most)
}

// Whoever waits for the lock of a directory that is being removed must not end up with a lock on a
// file that nobody else can see.
func TestLockOfRemovedDirectory(t *testing.T) {
	home := Home{Dir: t.TempDir()}
	var holders sync.WaitGroup
	for range 8 {
		holders.Go(func() {
			for range 20 {
				l, err := home.lock(t.Context(), "net", patience)
				if !assert.NoError(t, err) {
					return
				}
				assert.True(t, sameFile(l.file, filepath.Join(home.networkDir("net"), lockFile)))
				assert.NoError(t, home.removeDir("net"))
				l.release()
			}
		})
	}
	holders.Wait()
}

func TestStateDirectoryIsPrivate(t *testing.T) {
	home := Home{Dir: filepath.Join(t.TempDir(), "a", "b")}
	require.NoError(t, os.MkdirAll(home.networkDir("net"), 0o755))
	l, err := home.lock(t.Context(), "net", 0)
	require.NoError(t, err)
	defer l.release()
	info, err := os.Stat(home.networkDir("net"))
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o700), info.Mode().Perm())
}
