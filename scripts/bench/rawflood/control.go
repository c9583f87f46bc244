package rawflood

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// recordSize is that of a record in a dump.
const recordSize = 20

// Run is a node: it serves peers and clients, and obeys the benchmark at the other end of in and out,
// until in ends. What it started ends with the process.
func Run(id uint32, in io.Reader, out io.Writer) error {
	n, err := newNode(id)
	if err != nil {
		return err
	}
	defer n.listener.Close()
	go n.serve()
	answers := bufio.NewWriter(out)
	fmt.Fprintln(answers, "addr", n.listener.Addr(), n.listener.Addr())
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
		_, err := fmt.Fprintln(out, len(n.records), n.relays, n.bytes)
		return err
	case len(words) > 1 && words[0] == "peers":
		if err := n.connect(words[1], words[2:]); err != nil {
			return err
		}
		_, err := fmt.Fprintln(out, "ready")
		return err
	case len(words) == 2 && words[0] == "dump":
		return n.dump(words[1], out)
	}
	return fmt.Errorf("%q is no request", words)
}

// connect dials the addresses and waits until the node has all its links, whoever dialled them.
func (n *node) connect(degree string, addrs []string) error {
	want, err := strconv.Atoi(degree)
	if err != nil {
		return fmt.Errorf("number of links: %w", err)
	}
	for _, addr := range addrs {
		if err := n.dial(addr); err != nil {
			return fmt.Errorf("dial a peer: %w", err)
		}
	}
	for range want {
		<-n.joined
	}
	return nil
}

// dump writes all records from the nth on.
func (n *node) dump(first string, out io.Writer) error {
	from, err := strconv.Atoi(first)
	if err != nil {
		return fmt.Errorf("first record: %w", err)
	}
	n.mu.Lock()
	records := n.records
	n.mu.Unlock()
	if from < 0 || from > len(records) {
		return fmt.Errorf("first record %d of %d", from, len(records))
	}
	records = records[from:]
	if _, err := fmt.Fprintln(out, len(records)); err != nil {
		return err
	}
	packed := make([]byte, 0, recordSize*len(records))
	for _, r := range records {
		packed = binary.BigEndian.AppendUint32(packed, r.origin)
		packed = binary.BigEndian.AppendUint64(packed, r.number)
		packed = binary.BigEndian.AppendUint64(packed, uint64(r.at))
	}
	_, err = out.Write(packed)
	return err
}
