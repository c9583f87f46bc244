package node

import (
	"fmt"
	"net"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A peer that is slow takes some of what waits, and not all: it must not look like one that takes nothing.
func TestAnOutboxTellsHowFarItCame(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	out := newOutbox(new(pieces))
	const all = 20 * largePiece
	require.True(t, out.append(make([]byte, largePiece), all))
	for range 19 {
		require.True(t, out.append(make([]byte, largePiece), all))
	}
	out.flush()
	done := make(chan error, 1)
	go func() { done <- pump(out, near) }()
	_, err := far.Read(make([]byte, largePiece))
	require.NoError(t, err)
	for range writtenAtOnce {
		_, err = far.Read(make([]byte, largePiece))
		require.NoError(t, err)
	}
	eventually(t, func() error {
		if waiting, taken := out.backlog(); taken < writtenAtOnce*largePiece || waiting != all-int(taken) {
			return fmt.Errorf("%d bytes wait, %d were taken", waiting, taken)
		}
		return nil
	})
	require.NoError(t, far.Close())
	assert.Error(t, <-done)
}
