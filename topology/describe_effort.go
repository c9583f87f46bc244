package topology

import (
	"cmp"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
)

// effort is DescribeOptions with the defaults filled in, and the places where measuring stops to be
// exact.
type effort struct {
	patience float64 // times the usual number of steps; infinite for Exact
	samples  int
	workers  int
}

func newEffort(opts DescribeOptions) effort {
	e := effort{
		patience: 1,
		samples:  cmp.Or(max(opts.Samples, 0), 96),
		workers:  cmp.Or(max(opts.Workers, 0), runtime.GOMAXPROCS(0)),
	}
	if opts.Exact {
		e.patience = math.Inf(1)
	}
	return e
}

// affords reports whether that many elementary steps may be taken: about the given number of
// billions, at one to ten nanoseconds each.
func (e effort) affords(steps, billions float64) bool {
	return steps <= billions*1e9*e.patience
}

// each calls work(worker, task) for the tasks 0 to tasks-1, on several goroutines, of which each has
// a worker number from 0, and returns when all are done.
func (e effort) each(tasks int, work func(worker, task int)) {
	workers := min(e.workers, tasks)
	if workers <= 1 {
		for task := range tasks {
			work(0, task)
		}
		return
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for worker := range workers {
		wg.Go(func() {
			for task := next.Add(1) - 1; task < int64(tasks); task = next.Add(1) - 1 {
				work(worker, int(task))
			}
		})
	}
	wg.Wait()
}

// sampler returns the generator of all samples. Its seed is fixed, so that a description can be
// repeated; the stream tells the measurements apart.
func sampler(stream uint64) *rand.Rand { return rand.New(rand.NewPCG(0x6465736372696265, stream)) }

// sample returns count different node indexes below n, ascending; all of them if count is n or more.
func sample(n, count int, rng *rand.Rand) []int32 {
	if count >= n {
		all := make([]int32, n)
		for i := range all {
			all[i] = int32(i)
		}
		return all
	}
	// R. Floyd's way: the k-th draw is from one more number each time, and a number that was drawn
	// before is replaced by the new one.
	chosen := make(map[int32]bool, count)
	drawn := make([]int32, 0, count)
	for high := n - count; high < n; high++ {
		v := int32(rng.IntN(high + 1))
		if chosen[v] {
			v = int32(high)
		}
		chosen[v] = true
		drawn = append(drawn, v)
	}
	slices.Sort(drawn)
	return drawn
}
