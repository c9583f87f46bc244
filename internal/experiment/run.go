package experiment

import (
	"context"
	"fmt"
	"runtime"
	"sync"

	"gossip/internal/sim"
)

// Plan is what Run is to do.
type Plan struct {
	Points int    // combinations of values
	Runs   int    // of each point
	Seed   uint64 // of the experiment, see RunSeed

	// Config returns what a run of a point is. It is called by several goroutines at once.
	Config func(point int, seed uint64) (sim.Config, error)

	Workers   int                     // runs at the same time; 0: one for each processor
	NewRunner func() Runner           // nil: the simulator
	NewHasher func(sim.Config) Hasher // if each run is to be hashed, else nil
	Progress  func(done, total int)
}

// Runner makes runs one after the other. Each worker has one.
type Runner interface {
	Run(context.Context, sim.Config) (sim.Result, error)
}

// Hasher condenses all that happens in a run to a text.
type Hasher interface {
	sim.Observer
	Hex() string
}

// Outcome is what came of a plan.
type Outcome struct {
	Points      []PointOutcome
	Interrupted bool // some runs are missing, for the context ended first
}

// PointOutcome are the runs of one point that came to their end, ascending by number.
type PointOutcome struct {
	Runs []RunOutcome
}

// RunOutcome is one run.
type RunOutcome struct {
	Number int    // from 0
	Hash   string // if it was asked for
	sim.Result
}

// job is one run that is to be made.
type job struct{ point, run int }

// Run makes all runs of a plan. Its outcome does not depend on the number of workers. If the context
// ends first, the outcome has the runs that were finished, and there is no error.
func Run(ctx context.Context, plan Plan) (Outcome, error) {
	inner, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	total := plan.Points * plan.Runs
	workers := plan.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	jobs := make(chan job)
	gathered := newGathering(plan)
	var working sync.WaitGroup
	for range min(workers, total) {
		working.Go(func() {
			runner := plan.runner()
			for j := range jobs {
				if err := plan.make(inner, runner, j, gathered); err != nil {
					stop(err)
				}
			}
		})
	}
	feed(inner, jobs, plan)
	working.Wait()
	if ctx.Err() == nil && inner.Err() != nil {
		return Outcome{}, context.Cause(inner)
	}
	return gathered.outcome(), nil
}

// feed hands out the runs in their order until the context ends.
func feed(ctx context.Context, jobs chan<- job, plan Plan) {
	defer close(jobs)
	for point := range plan.Points {
		for run := range plan.Runs {
			select {
			case jobs <- job{point, run}:
			case <-ctx.Done():
				return
			}
		}
	}
}

func (p *Plan) runner() Runner {
	if p.NewRunner != nil {
		return p.NewRunner()
	}
	return sim.NewWorker()
}

// make makes one run.
func (p *Plan) make(ctx context.Context, runner Runner, j job, gathered *gathering) error {
	if ctx.Err() != nil {
		return nil
	}
	seed := RunSeed(p.Seed, j.run)
	outcome := RunOutcome{Number: j.run}
	cfg, err := p.Config(j.point, seed)
	if err != nil {
		return fmt.Errorf("set up run %d (seed %d): %w", j.run+1, seed, err)
	}
	var hasher Hasher
	if p.NewHasher != nil {
		hasher = p.NewHasher(cfg)
		cfg.Observer = hasher
	}
	outcome.Result, err = runner.Run(ctx, cfg)
	switch {
	case ctx.Err() != nil:
		return nil // it may not have come to its end
	case err != nil:
		return fmt.Errorf("run %d (seed %d): %w", j.run+1, seed, err)
	}
	if hasher != nil {
		outcome.Hash = hasher.Hex()
	}
	gathered.add(j, outcome)
	return nil
}

// gathering collects runs as they finish, and keeps them in order.
type gathering struct {
	total    int
	progress func(done, total int)

	mu   sync.Mutex
	done int
	runs [][]RunOutcome // by point and run
	have [][]bool
}

func newGathering(plan Plan) *gathering {
	g := &gathering{total: plan.Points * plan.Runs, progress: plan.Progress,
		runs: make([][]RunOutcome, plan.Points), have: make([][]bool, plan.Points)}
	for i := range g.runs {
		g.runs[i], g.have[i] = make([]RunOutcome, plan.Runs), make([]bool, plan.Runs)
	}
	return g
}

func (g *gathering) add(j job, outcome RunOutcome) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.runs[j.point][j.run], g.have[j.point][j.run] = outcome, true
	g.done++
	if g.progress != nil {
		g.progress(g.done, g.total)
	}
}

// outcome returns the runs that are finished.
func (g *gathering) outcome() Outcome {
	o := Outcome{Points: make([]PointOutcome, len(g.runs)), Interrupted: g.done < g.total}
	for i, runs := range g.runs {
		for k, run := range runs {
			if g.have[i][k] {
				o.Points[i].Runs = append(o.Points[i].Runs, run)
			}
		}
	}
	return o
}
