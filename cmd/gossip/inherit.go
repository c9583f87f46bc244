package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"gossip/internal/cluster"
)

// inheritance is what a node gets from start-network beside its command line: files that were open
// when it was spawned.
type inheritance struct {
	listener net.Listener
	report   *os.File // shared by all nodes of the start: a line each, when ready or failed
	lifeline *os.File // a byte for each node once the network is recorded; its end if the starter dies
}

// The files of a spawned node.
const (
	listenerFD = 3 + iota
	reportFD
	lifelineFD
)

func openInheritance() (*inheritance, error) {
	file := os.NewFile(listenerFD, "listener")
	l, err := net.FileListener(file)
	if err != nil {
		return nil, usagef("--inherit is for start-network, which hands a node its open port")
	}
	_ = file.Close()                          // the listener has a copy
	_ = syscall.SetNonblock(lifelineFD, true) // or a read from it could not be given up
	return &inheritance{
		listener: l,
		report:   os.NewFile(reportFD, "report"),
		lifeline: os.NewFile(lifelineFD, "lifeline"),
	}, nil
}

func (in *inheritance) close() {
	_ = in.report.Close()
	_ = in.lifeline.Close()
}

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
		return fmt.Errorf("report to start-network: %w", err)
	}
	return in.report.Close()
}

// recorded waits until the starter has recorded the network. If it died before, the node must not
// live on: nobody would know of it.
func (in *inheritance) recorded(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() { _ = in.lifeline.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	if n, err := in.lifeline.Read(make([]byte, 1)); n == 0 {
		if ctx.Err() != nil {
			return nil // told to stop: that is no failure
		}
		return fmt.Errorf("start-network ended before it recorded the network: %w", err)
	}
	return nil
}

// portError explains why an address cannot be listened on.
func portError(addr string, err error) error {
	code := cluster.Failed
	if strings.Contains(err.Error(), "address already in use") {
		code = cluster.Busy
	}
	return &cluster.Error{Code: code, Text: "listen on " + addr, Hint: "choose another port, or 0 for any that is free", Err: err}
}
