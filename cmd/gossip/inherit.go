package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"gossip/internal/cluster"
)

// inheritance is what a node gets from its starter beside its command line: files that were open
// when it was spawned.
type inheritance struct {
	listener net.Listener
	report   *os.File // shared by all nodes of the start: a line each, when ready or failed
}

// The files of a spawned node.
const (
	listenerFD = 3 + iota
	reportFD
	lifelineFD // a byte for each node that may outlive the starter; its end if the starter dies
)

func openInheritance() (*inheritance, error) {
	file := os.NewFile(listenerFD, "listener")
	l, err := net.FileListener(file)
	if err != nil {
		return nil, usagef("--inherit is for start-network, which hands a node its open port")
	}
	_ = file.Close() // the listener has a copy
	return &inheritance{
		listener: l,
		report:   os.NewFile(reportFD, "report"),
	}, nil
}

func (in *inheritance) close() { _ = in.report.Close() }

// ready tells the starter that the node answers and has all its links.
func (in *inheritance) ready(id int) error { return in.say(fmt.Sprintf("ready %d\n", id)) }

// fail tells the starter why the node cannot run, and returns the reason.
func (in *inheritance) fail(id int, reason error) error {
	text := strings.ReplaceAll(reason.Error(), "\n", " ")
	return errors.Join(reason, in.say(fmt.Sprintf("fail %d %.300s\n", id, text)))
}

// say writes one line. It is short, so that it cannot mix with those of other nodes.
func (in *inheritance) say(line string) error {
	if _, err := in.report.WriteString(line); err != nil {
		return &orphaned{fmt.Errorf("report to start-network: %w", err)}
	}
	return in.report.Close()
}

// released waits until the starter lets go of the node, and fails if it dies before: start-network lets go
// when it has recorded the network, compare never.
func (in *inheritance) released() error {
	defer unix.Close(lifelineFD) //nolint:errcheck // nothing was written
	if err := awaitByte(lifelineFD); err != nil {
		return &orphaned{fmt.Errorf("the process that started this node ended without letting go of it: %w", err)}
	}
	return nil
}

// orphaned is why a spawned node ended by itself: its starter is gone.
type orphaned struct{ error }

// awaitByte takes one byte from a pipe that other processes read too. They share its mode, blocking
// or not, and may change it at any time, so it is asked for bytes first.
func awaitByte(fd int) error {
	for {
		_, err := unix.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}, -1)
		if err != nil && err != unix.EINTR {
			return err
		}
		n, err := unix.Read(fd, make([]byte, 1))
		switch {
		case n == 1:
			return nil
		case err == nil:
			return io.EOF
		case err != unix.EAGAIN && err != unix.EINTR:
			return err
		}
	}
}

// portError explains why an address cannot be listened on.
func portError(addr string, err error) error {
	code := cluster.Failed
	if strings.Contains(err.Error(), "address already in use") {
		code = cluster.Busy
	}
	return &cluster.Error{Code: code, Text: "listen on " + addr, Hint: "choose another port, or 0 for any that is free", Err: err}
}
