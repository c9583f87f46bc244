package cluster

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"
)

// Condition is how a network is.
type Condition string

// The conditions of a network.
const (
	Starting Condition = "starting" // it is being started by another command
	Running  Condition = "running"  // every node's process runs
	Partly   Condition = "partly"   // some processes have died
	Stopped  Condition = "stopped"  // it was stopped; its logs are still there
	Died     Condition = "died"     // all its processes are gone, though nobody stopped it
	Damaged  Condition = "damaged"  // its state file cannot be read
)

// Summary is one network in the list of all.
type Summary struct {
	Network     string
	Condition   Condition
	Nodes       int // recorded; for a network that has ended, its last number of nodes
	Alive       int
	CreatedNS   int64 // Unix ns
	EndedNS     int64 // 0 while it runs
	Host        string
	PortsOrigin int
	Topology    Topology
	Problem     error // why it is Damaged
}

// keepEnded is how many networks that have ended keep their directory, so that their logs can still
// be read. Beyond that the oldest ones are removed, so that the state does not grow for ever.
const keepEnded = 16

// Networks lists the networks of this user, running or not, in the order of their names.
func (h Home) Networks(ctx context.Context) ([]Summary, error) {
	names, err := h.names()
	if err != nil {
		return nil, err
	}
	list := make([]Summary, 0, len(names))
	for _, name := range names {
		if ctx.Err() != nil {
			return nil, interrupted(ctx, "list the networks")
		}
		s, err := h.readState(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			if h.locked(name) { // else somebody who started it was killed, or has just removed it
				list = append(list, Summary{Network: name, Condition: Starting})
			}
		case err != nil:
			list = append(list, Summary{Network: name, Condition: Damaged, Problem: err})
		default:
			list = append(list, s.summary())
		}
	}
	return list, nil
}

func (s *State) summary() Summary {
	sum := Summary{Network: s.Network, Nodes: len(s.Nodes), Alive: s.living(), CreatedNS: s.CreatedNS,
		EndedNS: s.EndedNS, Host: s.Host, PortsOrigin: s.PortsOrigin, Topology: s.Topology}
	switch {
	case s.ended() && !s.Died:
		sum.Condition = Stopped
	case sum.Alive == 0:
		sum.Condition = Died
	case sum.Alive < sum.Nodes:
		sum.Condition = Partly
	default:
		sum.Condition = Running
	}
	return sum
}

// buryDead records that a network has died, unless somebody is changing it right now.
func (h Home) buryDead(network string) {
	lock, err := h.tryLock(network)
	if lock == nil || err != nil {
		return
	}
	defer lock.release()
	s, err := h.readState(network)
	if err != nil || s.ended() || s.living() > 0 {
		return
	}
	s.Died = true
	_ = h.end(s)
}

// end records that a network has ended; the caller holds its lock.
func (h Home) end(s *State) error {
	s.EndedNS = time.Now().UnixNano()
	if err := h.writeState(s); err != nil {
		return err
	}
	h.prune(s.Network)
	return nil
}

// prune removes the oldest of the networks that have ended, and what a start that was killed left
// behind; but not the network that is locked by the caller. It is tidying: what fails now is tried
// again at the next end of a network.
func (h Home) prune(except string) {
	names, err := h.names()
	if err != nil {
		return
	}
	var ended []Summary
	for _, name := range names {
		s, err := h.readState(name)
		switch {
		case name == except:
		case errors.Is(err, fs.ErrNotExist):
			h.forget(name)
		case err == nil && s.ended():
			ended = append(ended, Summary{Network: name, EndedNS: s.EndedNS})
		}
	}
	slices.SortFunc(ended, func(a, b Summary) int { return cmp.Compare(b.EndedNS, a.EndedNS) })
	for _, old := range ended[min(len(ended), keepEnded-1):] {
		h.forget(old.Network)
	}
}

// forget removes the directory of a network that has ended, or never began.
func (h Home) forget(network string) {
	lock, err := h.tryLock(network)
	if lock == nil || err != nil {
		return // somebody is about to use it
	}
	defer lock.release()
	s, err := h.readState(network)
	if errors.Is(err, fs.ErrNotExist) || err == nil && s.ended() {
		_ = h.removeDir(network)
	}
}
