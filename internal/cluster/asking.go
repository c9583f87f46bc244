package cluster

import (
	"context"
	"sync"
	"time"
)

const (
	// askTimeout is how long a node may leave a question without an answer while it does nothing. A node
	// answers within milliseconds unless it is suspended or hangs.
	askTimeout = 2 * time.Second
	// busyTimeout is how long it may while it works: where a machine has far more to do than it can, so
	// have its nodes.
	busyTimeout = 15 * time.Second
)

// asking returns the context of one question to a node. It ends with ctx; once the node's process has
// used no processor time for askTimeout; and after busyTimeout in any case.
func asking(ctx context.Context, node NodeState) (context.Context, context.CancelFunc) {
	return askingWhile(ctx, func() uint64 { return work(node) })
}

// askingWhile is asking with a number that grows while the node works.
func askingWhile(ctx context.Context, work func() uint64) (context.Context, context.CancelFunc) {
	bounded, release := context.WithTimeout(ctx, busyTimeout)
	question, end := context.WithCancelCause(bounded)
	var watching sync.WaitGroup
	watching.Go(func() {
		tick := time.NewTicker(askTimeout)
		defer tick.Stop()
		for before := work(); ; {
			select {
			case <-question.Done():
				return
			case <-tick.C:
			}
			now := work()
			if now == before {
				end(context.DeadlineExceeded)
				return
			}
			before = now
		}
	})
	return question, func() {
		end(nil)
		watching.Wait()
		release()
	}
}
