package cluster

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// bootID names this boot of the machine. After a reboot no recorded process can be alive.
func bootID() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}

// stat is the part of /proc/<pid>/stat that identifies a process.
type stat struct {
	state   byte   // R, S, D, T (stopped), t (traced), Z (zombie), X (dead), ...
	work    uint64 // clock ticks that it has used, in its own code and in the kernel
	threads uint64 // all of them, of the process
	start   uint64 // clock ticks since boot
}

// ended reports whether the process only waits for its parent to read its exit status. The state is
// that of the first thread; while others are still ending, so is the process, and it still has its
// files open.
func (s stat) ended() bool { return s.state == 'X' || s.state == 'Z' && s.threads <= 1 }

func readStat(pid int) (stat, error) {
	line, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return stat{}, err
	}
	return parseStat(line)
}

// parseStat reads fields 3 (state), 14 and 15 (utime, stime), 20 (num_threads) and 22 (starttime). Field 2 is the command name in parentheses;
// it may contain spaces and parentheses itself, so the fields are counted from the last one.
func parseStat(line []byte) (stat, error) {
	rest := line[bytes.LastIndexByte(line, ')')+1:]
	fields := bytes.Fields(rest)
	if len(fields) < 20 || len(fields[0]) != 1 {
		return stat{}, fmt.Errorf("cannot read a process status from %q", line)
	}
	var numbers [4]uint64
	for i, at := range [...]int{11, 12, 17, 19} {
		var err error
		if numbers[i], err = strconv.ParseUint(string(fields[at]), 10, 64); err != nil {
			return stat{}, fmt.Errorf("read a process status: %w", err)
		}
	}
	return stat{state: fields[0][0], work: numbers[0] + numbers[1], threads: numbers[2], start: numbers[3]}, nil
}

func startTime(pid int) (uint64, error) {
	s, err := readStat(pid)
	return s.start, err
}

// status returns the status of the recorded process, and false if it has ended. A process that
// started at another time got the id of one that is gone.
func status(n NodeState) (stat, bool) {
	s, err := readStat(n.PID)
	if err != nil || s.start != n.StartTime {
		return stat{}, false
	}
	if s.ended() {
		reap(n.PID)
		return s, false
	}
	return s, true
}

func alive(n NodeState) bool {
	_, ok := status(n)
	return ok
}

// work returns a number that grows while the process uses a processor.
func work(n NodeState) uint64 {
	s, _ := status(n)
	return s.work
}

// suspended does not count t, in which a process under a debugger is again and again for a moment.
func suspended(n NodeState) bool {
	s, ok := status(n)
	return ok && s.state == 'T'
}

// A process is a handle on one process, for good: it never means another one that got its id.
type process struct {
	node  NodeState
	pidfd *os.File // nil where the kernel has none (before Linux 5.3)
}

// find opens the handle first and compares the start time afterwards: if that is the recorded one,
// the process was there all along, so the handle is its.
func find(n NodeState, _ bool) (*process, error) {
	p := adopt(n)
	if !alive(n) {
		p.close()
		return nil, errGone
	}
	return p, nil
}

// adopt gives the handle on a child of this process that nobody has waited for yet: its id cannot
// have been given to another one.
func adopt(n NodeState) *process {
	fd, err := unix.PidfdOpen(n.PID, unix.PIDFD_NONBLOCK)
	if err != nil {
		return &process{node: n}
	}
	return &process{node: n, pidfd: os.NewFile(uintptr(fd), "pidfd")}
}

// wait returns nil once the process has ended, or the error of the context. The runtime's poller
// watches the pidfd, so a thousand waiting goroutines take no thread.
func (p *process) wait(ctx context.Context) error {
	if p.pidfd == nil {
		return pollUntil(ctx, func() bool { return !alive(p.node) })
	}
	conn, err := p.pidfd.SyscallConn()
	if err != nil {
		return err
	}
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		p.pidfd.SetReadDeadline(time.Unix(1, 0))
		close(interrupted)
	})
	defer func() {
		if !stop() {
			<-interrupted
			p.pidfd.SetReadDeadline(time.Time{})
		}
	}()
	err = conn.Read(func(fd uintptr) bool { return readable(int(fd)) })
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return context.Cause(ctx)
	}
	return err
}

// readable asks without waiting; a pidfd is readable from the end of its process on.
func readable(fd int) bool {
	for {
		n, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, 0)
		if !errors.Is(err, unix.EINTR) {
			return n > 0
		}
	}
}

// signal sends a signal to the process and to no other one, even if it ends this very moment.
func (p *process) signal(sig unix.Signal) error {
	var err error
	switch {
	case p.pidfd != nil:
		err = p.signalThroughHandle(sig)
	case alive(p.node):
		err = unix.Kill(p.node.PID, sig)
	default:
		return errGone
	}
	if errors.Is(err, unix.ESRCH) {
		return errGone
	}
	return err
}

func (p *process) signalThroughHandle(sig unix.Signal) error {
	conn, err := p.pidfd.SyscallConn()
	if err != nil {
		return err
	}
	var sent error
	if err := conn.Control(func(fd uintptr) { sent = unix.PidfdSendSignal(int(fd), sig, nil, 0) }); err != nil {
		return err
	}
	return sent
}

func (p *process) close() {
	if p.pidfd != nil {
		p.pidfd.Close()
	}
}

// pss returns the proportional share of the memory that the process uses: pages that n processes
// share count one n-th each.
func pss(pid int) (int64, error) {
	kib, ok := entry(fmt.Sprintf("/proc/%d/smaps_rollup", pid), "Pss:")
	if !ok {
		return 0, fmt.Errorf("process %d does not show its memory", pid)
	}
	return kib << 10, nil
}
