package cluster

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

const (
	lastPort = 65535
	// firstFreePort is where the search for a free block begins: below are the services that a
	// machine knows by name.
	firstFreePort = 10000
	// ephemeralPort is where Linux begins with the ports of outgoing connections, unless told
	// otherwise. A node's port above it could be taken by any connection, between two starts.
	ephemeralPort = 32768
	// blockTries bounds the search for a free block. Ports in use are few, so that one in a handful
	// of random blocks is free, or none will be.
	blockTries = 64
)

// A port is a bound TCP port, to be handed to the node that will listen on it. Connections queue
// up in it from now on, so that a node can be dialled before it runs.
type port struct {
	addr string // host:port
	file *os.File
}

// bindPort binds one port; 0 takes any free one.
func bindPort(ctx context.Context, host string, number int) (port, error) {
	network := "tcp"
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() {
		network = "tcp4" // else 0.0.0.0 would listen on every IPv6 address, too
	}
	listener, err := new(net.ListenConfig).Listen(ctx, network, net.JoinHostPort(host, strconv.Itoa(number)))
	if err != nil {
		return port{}, err
	}
	defer listener.Close()
	tcp, ok := listener.(*net.TCPListener)
	if !ok {
		return port{}, fmt.Errorf("%s is no TCP address", listener.Addr())
	}
	file, err := tcp.File() // a duplicate, so that the socket outlives the listener
	if err != nil {
		return port{}, err
	}
	return port{addr: listener.Addr().String(), file: file}, nil
}

// ports are the bound ports of a start, by position of the node.
type ports []port

// close gives the ports up that no node has taken over.
func (ps ports) close() {
	for _, p := range ps {
		p.file.Close()
	}
}

// bindPorts binds a port for each node, origin + id, or none at all. Origin 0 finds a free block, any
// other one has passed checkPorts. It returns the origin as well.
func bindPorts(ctx context.Context, host string, origin int, ids []int) (ports, int, error) {
	if origin == 0 {
		return bindFreeBlock(ctx, host, ids)
	}
	bound, failed, err := bindBlock(ctx, host, origin, ids)
	if err != nil {
		return nil, 0, portError(ctx, err, host, origin+failed, failed)
	}
	return bound, origin, nil
}

// checkPorts refuses an origin from which the port of the last node, or any, would not exist.
func checkPorts(origin, last int) error {
	if origin < 0 || origin > 0 && origin+last > lastPort {
		return invalid(fmt.Sprintf("--ports-origin %d is the largest that works, and 0 finds a free block", max(0, lastPort-last)),
			"node %d cannot listen on port %d: ports end at %d", last, origin+last, lastPort)
	}
	return nil
}

// bindBlock binds origin + id for every id; on failure it gives the id and keeps nothing.
func bindBlock(ctx context.Context, host string, origin int, ids []int) (ports, int, error) {
	bound := make(ports, 0, len(ids))
	for _, id := range ids {
		p, err := bindPort(ctx, host, origin+id)
		if err != nil {
			bound.close()
			return nil, id, err
		}
		bound = append(bound, p)
	}
	return bound, 0, nil
}

// bindFreeBlock tries random blocks, so that two starts at once seldom try the same one.
func bindFreeBlock(ctx context.Context, host string, ids []int) (ports, int, error) {
	last := ids[len(ids)-1]
	low, high := freeRange(last, ephemeralStart())
	if low > high {
		return nil, 0, invalid("start fewer nodes", "there is no block of %s", amount(last, "port"))
	}
	var err error
	var id, origin int
	for range blockTries {
		var bound ports
		origin = low + rand.IntN(high-low+1)
		if bound, id, err = bindBlock(ctx, host, origin, ids); err == nil {
			return bound, origin, nil
		}
		if !errors.Is(err, unix.EADDRINUSE) {
			break
		}
	}
	return nil, 0, portError(ctx, err, host, origin+id, id)
}

// freeRange returns the smallest and the largest origin for a search: below the ephemeral ports if
// the block fits there, else anywhere above the privileged ports.
func freeRange(last, ephemeral int) (low, high int) {
	if high = ephemeral - 1 - last; high >= firstFreePort {
		return firstFreePort, high
	}
	return 1024, lastPort - last
}

// ephemeralStart returns the first port that the system gives to outgoing connections.
func ephemeralStart() int {
	text, err := os.ReadFile("/proc/sys/net/ipv4/ip_local_port_range")
	if err != nil {
		return ephemeralPort
	}
	first, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\t")
	if n, err := strconv.Atoi(first); err == nil {
		return n
	}
	return ephemeralPort
}

// portError explains why a port could not be bound.
func portError(ctx context.Context, err error, host string, number, id int) error {
	addr := net.JoinHostPort(host, strconv.Itoa(number))
	switch {
	case errors.Is(err, unix.EADDRINUSE):
		return &Error{Code: Busy,
			Text: fmt.Sprintf("port %d, meant for node %d, is taken%s", number, id, holderOf(ctx, addr)),
			Hint: "--ports-origin 0 finds free ports"}
	case errors.Is(err, unix.EACCES):
		return &Error{Code: Invalid, Err: err,
			Text: fmt.Sprintf("no permission to listen on port %d, meant for node %d", number, id),
			Hint: "--ports-origin 7000 is the default; 0 finds free ports"}
	case errors.Is(err, unix.EMFILE) || errors.Is(err, unix.ENFILE):
		return &Error{Code: Failed, Err: err, Text: fmt.Sprintf("bind port %d for node %d", number, id),
			Hint: "raise the limit of open files (ulimit -n), or start fewer nodes"}
	case ctx.Err() != nil:
		return interrupted(ctx, "bind ports")
	}
	return &Error{Code: Invalid, Err: err, Text: fmt.Sprintf("listen on %s, meant for node %d", addr, id),
		Hint: "name an address of this machine; 127.0.0.1 is the default"}
}
