package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// recordSize is that of a record in a dump (package rawflood).
const recordSize = 20

// stopWait is the time that a node has to end by itself.
const stopWait = 5 * time.Second

// A child is a process that is a node, and understands the words in the documentation of package
// rawflood.
type child struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	out    *bufio.Reader
	client string // where it serves clients
	peer   string // where it serves other nodes
}

// An arrival says when a message first came to a node. Node ids count from 1, numbers from 1 at
// each node.
type arrival struct {
	origin uint32
	number uint64
	at     int64 // Unix ns
}

// A count is what a node has done since it started.
type count struct {
	messages int
	relays   uint64
	bytes    uint64
}

// spawn starts a node and waits for its address.
func spawn(ctx context.Context, env []string, command ...string) (*child, error) {
	c := &child{cmd: exec.CommandContext(ctx, command[0], command[1:]...)}
	c.cmd.Env, c.cmd.Stderr, c.cmd.WaitDelay = append(os.Environ(), env...), os.Stderr, stopWait
	in, err := c.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	c.in, c.out = in, bufio.NewReaderSize(out, 1<<16)
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := c.answer()
	if err == nil {
		_, err = fmt.Sscanf(line, "addr %s %s", &c.client, &c.peer)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("address of a node, in %q: %w", line, err), c.stop())
	}
	return c, nil
}

// answer is the next line of output.
func (c *child) answer() (string, error) {
	line, err := c.out.ReadString('\n')
	return strings.TrimSpace(line), err
}

// ask sends a request and returns the line that answers it.
func (c *child) ask(request ...string) (string, error) {
	if _, err := fmt.Fprintln(c.in, strings.Join(request, " ")); err != nil {
		return "", fmt.Errorf("ask for %s: %w", request[0], err)
	}
	line, err := c.answer()
	if err != nil {
		return "", fmt.Errorf("answer to %s: %w", request[0], err)
	}
	return line, nil
}

func (c *child) count() (count, error) {
	line, err := c.ask("count")
	if err != nil {
		return count{}, err
	}
	var n count
	if _, err := fmt.Sscan(line, &n.messages, &n.relays, &n.bytes); err != nil {
		return count{}, fmt.Errorf("count %q: %w", line, err)
	}
	return n, nil
}

// dump fetches the arrivals from the nth on.
func (c *child) dump(from int) ([]arrival, error) {
	line, err := c.ask("dump", strconv.Itoa(from))
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(line)
	if err != nil {
		return nil, fmt.Errorf("length of the dump: %w", err)
	}
	packed := make([]byte, recordSize*n)
	if _, err := io.ReadFull(c.out, packed); err != nil {
		return nil, fmt.Errorf("dump of %d records: %w", n, err)
	}
	all := make([]arrival, 0, n)
	for ; len(packed) > 0; packed = packed[recordSize:] {
		all = append(all, arrival{
			origin: binary.BigEndian.Uint32(packed),
			number: binary.BigEndian.Uint64(packed[4:]),
			at:     int64(binary.BigEndian.Uint64(packed[12:])),
		})
	}
	return all, nil
}

// stop ends the process, which ends by itself when its input does, and waits for it.
func (c *child) stop() error {
	c.in.Close()
	timer := time.AfterFunc(stopWait, func() { _ = c.cmd.Process.Kill() })
	defer timer.Stop()
	return c.cmd.Wait()
}

// cpu is the processor time that a process has used, in its own code and in the kernel, to a tick of
// 10 ms.
func cpu(pid int) (time.Duration, error) {
	const tick = time.Second / 100 // USER_HZ, the same on every Linux that Go runs on
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The fields count from behind the name, which may hold spaces: utime and stime are the 14th and 15th.
	_, tail, _ := strings.Cut(string(raw), ") ")
	fields := strings.Fields(tail)
	if len(fields) < 13 {
		return 0, fmt.Errorf("/proc/%d/stat has only %d fields", pid, len(fields))
	}
	user, err := strconv.Atoi(fields[11])
	if err != nil {
		return 0, err
	}
	system, err := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, err
}

// pss is the memory of a process in bytes, with its share of what it shares.
func pss(pid int) (int, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(raw)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "Pss:" {
			kib, err := strconv.Atoi(fields[1])
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("/proc/%d/smaps_rollup has no Pss", pid)
}
