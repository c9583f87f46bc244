package cluster

import (
	"fmt"
	"math"
	"strconv"

	"golang.org/x/sys/unix"
)

// What a network costs: measured on Linux 6.18 with two cores, with Go 1.26, in idle networks of 16
// to 1,000 nodes and 21 to 25,900 links (PSS from list-nodes, MemAvailable before and after, the
// entries of /proc/<pid>/task and fd), and rounded up. The estimate exists to refuse what would bring
// a machine down, not to predict.
const (
	memoryPerNode = 4 << 20  // bytes of an idle node: 1.3 MiB and 1.7 MiB with the kernel's share
	memoryPerLink = 64 << 10 // bytes of both ends of a link: 34 KiB and 46 KiB with the kernel's share
	tasksPerNode  = 9        // threads of a node's process, each of which counts as a process: 7 to 9
	filesPerNode  = 24       // open files of a node besides its links: 11, and some for its clients
	filesAtStart  = 64       // open files of the starter besides one for each node

	// MaxLinks bounds the links of a network. Each is two sockets and a handful of buffers, so
	// this many take some 6 GiB; a complete graph reaches it at 447 nodes.
	MaxLinks = 100_000
)

// Cost is what a network of processes would need.
type Cost struct {
	Nodes     int
	Links     int
	MaxDegree int // links of the node that has most

	MemoryBytes int64
	Tasks       int // processes and threads
	NodeFiles   int // open files of the node that needs most
	StartFiles  int // open files of the process that starts the network
}

// Estimate computes the cost of a network from figures that are known before its graph is: nothing
// here depends on the adjacency.
func Estimate(nodes, links, maxDegree int) Cost {
	return Cost{
		Nodes: nodes, Links: links, MaxDegree: maxDegree,
		MemoryBytes: int64(nodes)*memoryPerNode + int64(links)*memoryPerLink,
		Tasks:       nodes * tasksPerNode,
		NodeFiles:   maxDegree + filesPerNode,
		StartFiles:  nodes + filesAtStart,
	}
}

// machine is what there is to spend; math.MaxInt64 or math.MaxInt where nothing limits it.
type machine struct {
	memoryBytes int64
	tasks       int
	files       int // that one process may open
}

// Check refuses a network that this machine or its limits cannot carry. The error has the figures.
func (c Cost) Check() error { return c.check(thisMachine()) }

// fewer is the way out of most refusals.
const fewer = "use fewer nodes, or a sparser topology"

func (c Cost) check(m machine) error {
	if err := c.checkLinks(m); err != nil {
		return err
	}
	switch {
	case c.StartFiles > m.files:
		return invalid("start fewer nodes, or raise the limit (ulimit -n)",
			"starting %s needs %s open files, and a process may open %s",
			amount(c.Nodes, "node"), count(c.StartFiles), count(m.files))
	case c.Tasks > m.tasks:
		return invalid("start fewer nodes, or raise the limit (ulimit -u)",
			"starting %s needs about %s processes and threads, and the limit is %s",
			amount(c.Nodes, "node"), count(c.Tasks), count(m.tasks))
	case c.MemoryBytes > m.memoryBytes:
		return invalid(fewer, "starting %s with %s needs about %s of memory, and %s is available",
			amount(c.Nodes, "node"), amount(c.Links, "link"), size(c.MemoryBytes), size(m.memoryBytes))
	}
	return nil
}

// checkLinks is the part of check for nodes that run already.
func (c Cost) checkLinks(m machine) error {
	switch {
	case c.Links > MaxLinks:
		return invalid(fewer, "%s nodes would need %s links, each of them two sockets; the limit is %s links a network",
			count(c.Nodes), count(c.Links), count(MaxLinks))
	case c.NodeFiles > m.files:
		return invalid(fewer+", or raise the limit (ulimit -n)",
			"a node with %s needs %s open files, and a process may open %s",
			amount(c.MaxDegree, "link"), count(c.NodeFiles), count(m.files))
	}
	return nil
}

// thisMachine asks the operating system for its limits.
func thisMachine() machine {
	m := machine{memoryBytes: memoryAvailable(), tasks: tasksAvailable(), files: math.MaxInt}
	// The hard limit counts: a Go program raises its own soft limit to it.
	if files, ok := hardLimit(unix.RLIMIT_NOFILE); ok {
		m.files = files
	}
	// The limit of processes does not apply to the superuser.
	if procs, ok := hardLimit(unix.RLIMIT_NPROC); ok && unix.Geteuid() != 0 {
		m.tasks = min(m.tasks, procs)
	}
	return m
}

// hardLimit returns a resource limit, and false if there is none.
func hardLimit(resource int) (int, bool) {
	var limit unix.Rlimit
	if unix.Getrlimit(resource, &limit) != nil || limit.Max >= math.MaxInt32 {
		return 0, false
	}
	return int(limit.Max), true
}

// count writes a number with a comma between the thousands.
func count(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// amount writes a number of things: 1 node, 2,000 nodes.
func amount(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return count(n) + " " + thing + "s"
}

// size writes a number of bytes in the unit that suits it.
func size(bytes int64) string {
	if bytes < 1<<30 {
		return fmt.Sprintf("%d MiB", bytes>>20)
	}
	return fmt.Sprintf("%.1f GiB", float64(bytes)/(1<<30))
}
