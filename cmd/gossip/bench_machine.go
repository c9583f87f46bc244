package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// clockTick is the unit of processor time in /proc, the same on every Linux that Go runs on.
const clockTick = 10 * time.Millisecond

// processorTime returns what a process has used, in its own code and in the kernel. It fails where
// there is no /proc.
func processorTime(pid int) (time.Duration, error) {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	return parseProcessorTime(line)
}

// parseProcessorTime reads fields 14 (utime) and 15 (stime) of /proc/<pid>/stat. Field 2, the name,
// may contain spaces and parentheses, so fields are counted from behind the last of those.
func parseProcessorTime(line []byte) (time.Duration, error) {
	fields := bytes.Fields(line[bytes.LastIndexByte(line, ')')+1:])
	if len(fields) < 13 {
		return 0, fmt.Errorf("cannot read the processor time from %q", line)
	}
	user, err := strconv.ParseInt(string(fields[11]), 10, 64)
	system, err2 := strconv.ParseInt(string(fields[12]), 10, 64)
	if err := errors.Join(err, err2); err != nil {
		return 0, fmt.Errorf("read the processor time: %w", err)
	}
	return time.Duration(user+system) * clockTick, nil
}

// ownProcessorTime returns what this process has used.
func ownProcessorTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// memoryAvailable returns how much memory the machine has to spare, in bytes, and false where it does
// not tell.
func memoryAvailable() (int64, bool) {
	info, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return 0, false
	}
	for line := range strings.Lines(string(info)) {
		fields := strings.Fields(line)
		if len(fields) > 1 && fields[0] == "MemAvailable:" {
			kib, err := strconv.ParseInt(fields[1], 10, 64)
			return kib << 10, err == nil
		}
	}
	return 0, false
}
