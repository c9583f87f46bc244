package cluster

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Home is the root of the state directories: one directory in it for each network.
type Home struct {
	Dir string // absolute
	// LockWait is how long a command waits at least for another one to finish with the same network; 0
	// means as long as the command finds right, which is 5 s to change a network and 15 s to stop it.
	LockWait time.Duration
}

// DefaultDir returns the root of the state directories of this user: $GOSSIP_STATE_DIR, else
// $XDG_STATE_HOME/gossip, else ~/.local/state/gossip. It creates nothing.
func DefaultDir(getenv func(string) string) (string, error) {
	if dir := getenv("GOSSIP_STATE_DIR"); dir != "" {
		abs, err := filepath.Abs(dir)
		if err != nil {
			return "", failed(err, "find the state directory %q", dir)
		}
		return abs, nil
	}
	// The XDG specification says that a relative path is to be ignored.
	if dir := getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "gossip"), nil
	}
	if home := getenv("HOME"); filepath.IsAbs(home) {
		return filepath.Join(home, ".local", "state", "gossip"), nil
	}
	return "", invalid("name a directory with --state-dir or GOSSIP_STATE_DIR",
		"no place for the state of networks: HOME is not set")
}

// stateFailed wraps an error of the file system about the state of networks. There is no telling what
// is wrong with the directory, but always a way around it.
func stateFailed(err error, format string, args ...any) *Error {
	e := failed(err, format, args...)
	if e.Hint == "" {
		e.Hint = "--state-dir or GOSSIP_STATE_DIR names another directory"
	}
	return e
}

// longestName bounds the names of networks: they become file names.
const longestName = 64

// ValidName says whether a network can have this name: 1 to 64 letters, digits, dots, hyphens and
// underscores, the first one neither a dot nor a hyphen. So a name is one harmless path element and
// is never taken for a flag.
func ValidName(name string) error {
	hint := "use 1 to 64 of A-Z a-z 0-9 . _ -, beginning with none of . and -"
	switch {
	case name == "":
		return invalid(hint, "the name of a network cannot be empty")
	case len(name) > longestName:
		return invalid(hint, "the name of a network cannot have %d characters", len(name))
	case name[0] == '.' || name[0] == '-':
		return invalid(hint, "the name of a network cannot begin with %q", name[:1])
	}
	for _, r := range name {
		if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-", r) {
			return invalid(hint, "the name of a network cannot contain %q", r)
		}
	}
	return nil
}

// networkDir is where a network keeps its state file, its lock and its logs.
func (h Home) networkDir(network string) string { return filepath.Join(h.Dir, network) }

// logPath is where a node writes its log.
func (h Home) logPath(network string, id int) string {
	return filepath.Join(h.networkDir(network), fmt.Sprintf("node-%d.log", id))
}

// names lists the networks that have a directory, in alphabetical order.
func (h Home) names() ([]string, error) {
	entries, err := os.ReadDir(h.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, stateFailed(err, "read the state directory")
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() && ValidName(e.Name()) == nil {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// makeDir creates the directory of a network. Messages pass through the logs and the run token is
// in the state file, so nobody else may read them.
func (h Home) makeDir(network string) error {
	dir := h.networkDir(network)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return stateFailed(err, "create the state directory of network %q", network)
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		return stateFailed(err, "protect the state directory of network %q", network)
	}
	return nil
}

// emptyDir removes everything of a network but its lock, which the caller holds.
func (h Home) emptyDir(network string) error {
	dir := h.networkDir(network)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return stateFailed(err, "clean the state directory of network %q", network)
	}
	for _, e := range entries {
		if e.Name() == lockFile {
			continue
		}
		if err := os.RemoveAll(filepath.Join(dir, e.Name())); err != nil {
			return stateFailed(err, "clean the state directory of network %q", network)
		}
	}
	return nil
}

// removeDir removes a network's directory; the caller holds the lock. The lock goes last: whoever
// waits for it sees that its file is gone and begins anew (see acquire), and if somebody has
// created a new lock by then, the directory is no longer empty and stays.
func (h Home) removeDir(network string) error {
	if err := h.emptyDir(network); err != nil {
		return err
	}
	dir := h.networkDir(network)
	if err := os.Remove(filepath.Join(dir, lockFile)); err != nil {
		return stateFailed(err, "remove the lock of network %q", network)
	}
	os.Remove(dir)
	return nil
}
