package main

import (
	"context"

	"gossip/internal/client"
	"gossip/internal/cluster"
)

// session is a living node and an open session with it.
type session struct {
	id     int
	client *client.Client // nil if the node does not answer
	err    error          // then: why
}

// openSessions opens a session with every living node, in the order of their ids. A node whose process
// has ended is in dead; one that lives but does not answer has an error in its session.
func openSessions(ctx context.Context, network *cluster.Network) (sessions []session, dead []int, err error) {
	nodes := network.State().Nodes
	all := make([]session, len(nodes))
	cluster.ForEach(len(nodes), func(i int) {
		all[i].id = nodes[i].ID
		all[i].client, all[i].err = network.Dial(ctx, nodes[i].ID)
	})
	for _, s := range all {
		if s.err != nil && !network.Alive(s.id) {
			dead = append(dead, s.id)
			continue
		}
		sessions = append(sessions, s)
	}
	if ctx.Err() != nil {
		closeSessions(sessions)
		return nil, nil, ctx.Err()
	}
	return sessions, dead, nil
}

// closeSessions closes what openSessions opened.
func closeSessions(sessions []session) {
	for _, s := range sessions {
		if s.client != nil {
			_ = s.client.Close()
		}
	}
}
