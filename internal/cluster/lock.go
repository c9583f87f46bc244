package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

const (
	lockFile = "lock"
	// lockWait is how long a command waits for another one to finish with the same network. Most
	// changes take milliseconds; starting a thousand nodes takes seconds.
	lockWait = 5 * time.Second
	// lockRetry is how often a waiting command tries again: flock cannot be waited for with a
	// deadline.
	lockRetry = 10 * time.Millisecond
)

// A lock makes its holder the only one who changes a network. It is the operating system's lock
// (flock) on a file, so it ends with its holder, however that dies.
type lock struct {
	file *os.File
}

// lock acquires the lock of a network and creates the network's directory if need be. It waits at
// most for the given time, or for that of Home if that is longer, and then fails with Busy. With 0 it
// does not wait.
func (h Home) lock(ctx context.Context, network string, wait time.Duration) (*lock, error) {
	if wait > 0 {
		wait = max(wait, h.LockWait)
	}
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	retry := time.NewTicker(lockRetry)
	defer retry.Stop()
	for {
		l, err := h.tryLock(network)
		if l != nil || err != nil {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, failed(context.Cause(ctx), "wait for the lock of network %q", network)
		case <-deadline.C:
			return nil, h.lockedError(network)
		case <-retry.C:
		}
	}
}

// tryLock returns the lock, or nil if somebody else holds it.
func (h Home) tryLock(network string) (*lock, error) {
	path := filepath.Join(h.networkDir(network), lockFile)
	var file *os.File
	err := h.makeDir(network)
	if err == nil {
		file, err = os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	}
	// "Exists" is what MkdirAll says of a directory that was there and then was not.
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist) {
		return nil, nil // the directory is being removed by somebody: try again
	}
	if err != nil {
		return nil, stateFailed(err, "open the lock of network %q", network)
	}
	if err := flock(file); err != nil {
		file.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, nil
		}
		return nil, stateFailed(err, "lock network %q", network)
	}
	if !sameFile(file, path) {
		file.Close() // the file was removed while we waited for it: its lock excludes nobody
		return nil, nil
	}
	// Only for the text of the error that others get; it need not succeed.
	if file.Truncate(0) == nil {
		fmt.Fprintf(file, "%d\n", os.Getpid())
	}
	return &lock{file}, nil
}

func flock(file *os.File) error {
	for {
		err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if !errors.Is(err, unix.EINTR) {
			return err
		}
	}
}

// locked reports whether somebody holds the lock of a network. It creates nothing.
func (h Home) locked(network string) bool {
	file, err := os.Open(filepath.Join(h.networkDir(network), lockFile))
	if err != nil {
		return false
	}
	defer file.Close()
	return errors.Is(flock(file), unix.EWOULDBLOCK)
}

// sameFile reports whether path still names this open file.
func sameFile(file *os.File, path string) bool {
	ours, err := file.Stat()
	if err != nil {
		return false
	}
	there, err := os.Stat(path)
	return err == nil && os.SameFile(ours, there)
}

// release gives the lock up.
func (l *lock) release() { l.file.Close() }

func (h Home) lockedError(network string) error {
	holder := ""
	if f, err := os.Open(filepath.Join(h.networkDir(network), lockFile)); err == nil {
		pid, _ := io.ReadAll(io.LimitReader(f, 20))
		f.Close()
		if text := strings.TrimSpace(string(pid)); text != "" {
			holder = " (process " + text + ")"
		}
	}
	return &Error{Code: Busy, Text: fmt.Sprintf("another command%s is changing network %q", holder, network),
		Hint: "try again when it is done"}
}
