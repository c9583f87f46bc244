package cluster

import "sync"

// AtOnce is how many nodes are asked at the same time. Each takes a socket and, while it is being
// stopped, a process handle.
const AtOnce = 128

// ForEach calls do for 0 to n-1, at most AtOnce at the same time, and returns when all are done.
func ForEach(n int, do func(i int)) {
	var workers sync.WaitGroup
	next := make(chan int)
	for range min(n, AtOnce) {
		workers.Go(func() {
			for i := range next {
				do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}
