package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// run is a node until in ends.
func run(args []string, in io.Reader, out io.Writer) error {
	if len(args) != 2 || args[0] != "local" && args[0] != "fast" {
		return fmt.Errorf("want local or fast, and the id of the node; got %q", args)
	}
	id, err := strconv.ParseUint(args[1], 10, 32)
	if err != nil {
		return fmt.Errorf("node id: %w", err)
	}
	n, err := newNode(uint32(id), args[0] == "fast")
	if err != nil {
		return err
	}
	defer n.listener.Close()
	go n.serve()
	answers := bufio.NewWriter(out)
	fmt.Fprintf(answers, "addr %s 127.0.0.1:%d\n", n.listener.Addr(), n.wire.GetAutoBindPort())
	requests := bufio.NewScanner(in)
	for answers.Flush() == nil && requests.Scan() {
		if err := n.obey(strings.Fields(requests.Text()), answers); err != nil {
			return err
		}
	}
	return requests.Err()
}

// obey answers one request of the benchmark.
func (n *node) obey(words []string, out io.Writer) error {
	switch {
	case len(words) == 1 && words[0] == "count":
		n.mu.Lock()
		defer n.mu.Unlock()
		_, err := fmt.Fprintln(out, len(n.records), n.relays.Load(), n.wire.bytes.Load())
		return err
	case len(words) > 1 && words[0] == "peers":
		if _, err := n.list.Join(words[2:]); err != nil {
			return fmt.Errorf("join: %w", err)
		}
		_, err := fmt.Fprintln(out, "ready")
		return err
	case len(words) == 2 && words[0] == "dump":
		return n.dump(words[1], out)
	}
	return fmt.Errorf("%q is no request", words)
}

// dump writes all records from the nth on.
func (n *node) dump(first string, out io.Writer) error {
	from, err := strconv.Atoi(first)
	if err != nil {
		return fmt.Errorf("first record: %w", err)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if from < 0 || from > len(n.records) {
		return fmt.Errorf("first record %d of %d", from, len(n.records))
	}
	if _, err := fmt.Fprintln(out, len(n.records)-from); err != nil {
		return err
	}
	for _, r := range n.records[from:] {
		packed := binary.BigEndian.AppendUint32(nil, r.origin)
		packed = binary.BigEndian.AppendUint64(packed, r.number)
		packed = binary.BigEndian.AppendUint64(packed, uint64(r.at))
		if _, err := out.Write(packed); err != nil {
			return err
		}
	}
	return nil
}
