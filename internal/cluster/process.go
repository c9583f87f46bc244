package cluster

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sys/unix"
)

// errGone says that the recorded process does not run any more. Another process may have its id.
var errGone = errors.New("process is gone")

// The questions about processes that each operating system answers in its own way (process_linux.go,
// process_other.go):
//
//	bootID() string                              names this boot of the machine; "" where unknown
//	startTime(pid) (uint64, error)               when the process started, in ticks; 0 where unknown
//	alive(NodeState) bool                        the recorded process runs; a zombie does not
//	suspended(NodeState) bool                    it is stopped by SIGSTOP and cannot answer
//	find(NodeState, answered) (*process, error)  a handle for waiting and signals; errGone
//	adopt(NodeState) *process                    the same for a child that was spawned just now
//	pss(pid) (int64, error)                      its share of the memory, in bytes
//
// find is the only way to a signal. It gives a handle only to a process that is provably the
// recorded one: by its start time, or, where the system does not tell that, because the node has
// just said over its port who it is (answered).

// pollEvery is how often the end of a process is looked for where it cannot be waited for.
const pollEvery = 10 * time.Millisecond

// pollUntil returns nil once done says so, or the error of the context.
func pollUntil(ctx context.Context, done func() bool) error {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if done() {
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-tick.C:
		}
	}
}

// reap collects the exit status of a process that has ended, if it was started by this very
// process (a network in the foreground); the nodes of others are their parents' business.
func reap(pid int) (unix.WaitStatus, bool) {
	for {
		var status unix.WaitStatus
		got, err := unix.Wait4(pid, &status, unix.WNOHANG, nil)
		if !errors.Is(err, unix.EINTR) {
			return status, err == nil && got == pid
		}
	}
}
