package main

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"
)

// comparePrefix is how the directories of comparisons begin.
const comparePrefix = "gossip-compare-"

// compareHome is the directory of a comparison, locked while that runs: one that is not locked was left by a
// compare that was killed, and the next one removes it.
type compareHome struct {
	dir  string
	lock *os.File
}

// newCompareHome makes a directory for the state of a network.
func newCompareHome() (*compareHome, error) {
	sweepCompareHomes(os.TempDir())
	dir, err := os.MkdirTemp("", comparePrefix)
	if err != nil {
		return nil, fmt.Errorf("make a directory for the state of the network: %w", err)
	}
	lock, err := lockDir(dir)
	if err != nil {
		os.RemoveAll(dir) //nolint:errcheck // nothing is in it yet
		return nil, fmt.Errorf("lock the directory for the state of the network: %w", err)
	}
	return &compareHome{dir, lock}, nil
}

// remove removes the directory with all that is in it.
func (h *compareHome) remove() error {
	defer h.lock.Close()
	return os.RemoveAll(h.dir)
}

// lockDir locks a directory until the file is closed, or the process ends.
func lockDir(dir string) (*os.File, error) {
	file, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// sweepCompareHomes removes what was left by those that were killed. One that was made a moment ago may not
// be locked yet. What cannot be removed, for it is somebody else's, stays.
func sweepCompareHomes(temp string) {
	const moment = time.Minute
	dirs, _ := filepath.Glob(filepath.Join(temp, comparePrefix+"*"))
	for _, dir := range dirs {
		info, err := os.Lstat(dir)
		if err != nil || !info.IsDir() || time.Since(info.ModTime()) < moment {
			continue
		}
		if lock, err := lockDir(dir); err == nil {
			_ = os.RemoveAll(dir)
			lock.Close()
		}
	}
}
