package cluster

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// memoryAvailable returns how much memory can be used without swapping, in bytes: what the kernel
// estimates, or what the control group of this process leaves, if that is less.
func memoryAvailable() int64 {
	available := int64(math.MaxInt64)
	if kib, ok := entry("/proc/meminfo", "MemAvailable:"); ok {
		available = kib << 10
	}
	return min(available, groupLeft("memory.max", func(dir string) int64 {
		used, _ := number(filepath.Join(dir, "memory.current"))
		cached, _ := entry(filepath.Join(dir, "memory.stat"), "file")
		return used - cached // cached files make room when memory is short
	}))
}

// tasksAvailable returns how many processes and threads the kernel and the control group allow.
func tasksAvailable() int {
	tasks := groupLeft("pids.max", func(dir string) int64 {
		used, _ := number(filepath.Join(dir, "pids.current"))
		return used
	})
	for _, path := range []string{"/proc/sys/kernel/pid_max", "/proc/sys/kernel/threads-max"} {
		if limit, ok := number(path); ok {
			tasks = min(tasks, limit)
		}
	}
	return int(min(tasks, math.MaxInt))
}

// groupLeft returns what the control group of this process (version 2) and the groups above it
// leave of a resource, or no limit if there is none. A container is limited in this way, and so is
// a login under systemd.
func groupLeft(limitFile string, used func(dir string) int64) int64 {
	const root = "/sys/fs/cgroup"
	left := int64(math.MaxInt64)
	groups, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return left
	}
	for line := range strings.Lines(string(groups)) {
		path, ok := strings.CutPrefix(strings.TrimSpace(line), "0::")
		if !ok {
			continue
		}
		for dir := filepath.Join(root, path); strings.HasPrefix(dir, root); dir = filepath.Dir(dir) {
			if limit, ok := number(filepath.Join(dir, limitFile)); ok {
				left = min(left, max(0, limit-used(dir)))
			}
		}
	}
	return left
}

// number reads a file that holds one number; "max" is none.
func number(path string) (int64, bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	n, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64)
	return n, err == nil
}

// entry reads the number after a name from a file of such lines.
func entry(path, name string) (int64, bool) {
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, false
	}
	for line := range bytes.Lines(text) {
		fields := bytes.Fields(line)
		if len(fields) >= 2 && string(fields[0]) == name {
			n, err := strconv.ParseInt(string(fields[1]), 10, 64)
			return n, err == nil
		}
	}
	return 0, false
}
