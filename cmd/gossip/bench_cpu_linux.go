package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// processorTime returns what a process has used, in its own code and in the kernel, threads that have
// ended included. It asks the clock of the process, which counts nanoseconds; /proc counts in steps of
// 10 ms, in which a short run is lost.
func processorTime(pid int) (time.Duration, error) {
	const schedClock = 2 // CPUCLOCK_SCHED: user and system time, as the scheduler saw it
	var used unix.Timespec
	if err := unix.ClockGettime(int32(^pid<<3|schedClock), &used); err != nil {
		return 0, err
	}
	return time.Duration(used.Nano()), nil
}
