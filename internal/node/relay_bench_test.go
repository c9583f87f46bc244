package node

import (
	"fmt"
	"log/slog"
	"net"
	"testing"

	"github.com/stretchr/testify/require"

	"gossip/internal/gossip"
)

// BenchmarkRelay measures what one relay costs the owner of a node of three peers, without the
// network: each message comes once from every peer, as lines of 64-byte texts by paths of four hops,
// and goes into the outboxes.
func BenchmarkRelay(b *testing.B) {
	for _, protocol := range []string{"flood", "dedup"} {
		b.Run(protocol, func(b *testing.B) { benchmarkRelay(b, protocol) })
	}
}

// ownerOfThree returns the owner of node 4, which does not run, and its links to the peers 1, 2 and 3,
// which have no writers.
func ownerOfThree(tb testing.TB, protocol string) (*owner, []*link) {
	cfg := DefaultConfig()
	cfg.ID, cfg.Addr, cfg.Protocol, cfg.Log = 4, "127.0.0.1:7004", protocol, slog.New(slog.DiscardHandler)
	o, err := newOwner(cfg)
	require.NoError(tb, err)
	var links []*link
	for id := gossip.NodeID(1); id <= 3; id++ {
		near, far := net.Pipe()
		tb.Cleanup(func() { _, _ = near.Close(), far.Close() })
		l := &link{peer: id, conn: near, out: newOutbox(new(pieces)), free: make(chan []byte, 1)}
		links = append(links, l)
		o.peers = append(o.peers, &peer{id: id, link: l})
	}
	return o, links
}

func benchmarkRelay(b *testing.B, protocol string) {
	o, links := ownerOfThree(b, protocol)
	const batchLines = 64
	b.ReportAllocs()
	for i := 0; i < b.N; i += 3 * batchLines {
		b.StopTimer()
		var lines [3][]byte
		for k := range batchLines {
			for j := range lines {
				lines[j] = fmt.Appendf(lines[j], "/RELAY:1|[\"%064d_%d\", [9, 8, 7, %d]]\n", i+k, (i+k+1)*1024+9, j+1)
			}
		}
		b.StartTimer()
		for j, l := range links {
			o.receive(batch{link: l, lines: lines[j]})
		}
		o.flush()
		for _, l := range links {
			if taken, _ := l.out.take(); taken != nil {
				l.out.done(taken)
			}
		}
	}
	require.Zero(b, o.dropped)
	require.NotZero(b, o.traffic.RelaysSent)
}
