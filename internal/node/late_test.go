package node

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"gossip/internal/gossip"
)

// lateRelay gives a node of three links a message from 1, whose relays leave, and a second copy from 2,
// whose relay to 1 waits.
func lateRelay(t *testing.T) (*owner, []*link) {
	t.Helper()
	o, links := ownerOfThree(t, "flood")
	receive := func(from *link, text string) {
		o.receive(batch{link: from, lines: fmt.Appendf(nil, "/RELAY:1|[\"%s_%d\", [9, %d]]\n", text, 1<<40+9, from.peer)})
		o.flush()
	}
	receive(links[0], "a")
	assert.False(t, told(links[0]))
	assert.True(t, told(links[1]), "the first copy leaves at once")
	assert.True(t, told(links[2]), "the first copy leaves at once")
	receive(links[1], "a")
	assert.False(t, told(links[0]), "nobody waits for the second copy")
	assert.True(t, o.late.set, "it leaves before long")
	return o, links
}

// told reports whether the writer of a link was told that there is something to take.
func told(l *link) bool {
	select {
	case <-l.out.wake:
		return true
	default:
		return false
	}
}

// waits is what the writer of a link would take now.
func waits(l *link) string {
	b, _ := l.out.take()
	l.out.done(b)
	return string(bytes.Join(b, nil))
}

func TestASecondCopyLeaves(t *testing.T) {
	const second = "/RELAY:1|[\"a_1099511627785\", [9, 2, 4]]\n"
	cases := []struct {
		name string
		then func(n *Node, o *owner, links []*link)
		want string
	}{
		{"when its time has come", func(_ *Node, o *owner, _ []*link) { o.flushLate() }, second},
		{"before a first copy that follows it", func(_ *Node, o *owner, links []*link) {
			o.receive(batch{link: links[2], lines: []byte("/RELAY:1|[\"b_1099511627785\", [8, 3]]\n")})
			o.flush()
		}, second + "/RELAY:1|[\"b_1099511627785\", [8, 3, 4]]\n"},
		{"when the peer is removed", func(n *Node, o *owner, _ []*link) { n.dropPeer(o, gossip.NodeID(1)) }, second},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			o, links := lateRelay(t)
			c.then(new(Node), o, links)
			assert.True(t, told(links[0]))
			assert.Equal(t, c.want, waits(links[0]))
		})
	}
}
