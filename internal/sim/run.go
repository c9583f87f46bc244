package sim

import (
	"context"
	"time"

	"gossip/internal/gossip"
)

// Run makes one run. It returns the context's error if that ends first.
func Run(ctx context.Context, cfg Config) (Result, error) { return NewWorker().Run(ctx, cfg) }

// Worker makes runs one after the other and uses its memory again. It is for one goroutine.
type Worker struct{ world world }

// NewWorker returns a worker.
func NewWorker() *Worker { return new(Worker) }

// Run makes one run. The result depends on the Config alone, but for Elapsed.
func (w *Worker) Run(ctx context.Context, cfg Config) (Result, error) {
	began := time.Now()
	if cfg.Rule == nil {
		rule, err := gossip.NewRule("", nil)
		if err != nil {
			return Result{}, err
		}
		cfg.Rule = rule
	}
	if err := cfg.Validate(); err != nil {
		return Result{}, err
	}
	world := &w.world
	if err := world.prepare(ctx, cfg); err != nil {
		return Result{}, err
	}
	if err := world.start(ctx); err != nil {
		return Result{}, err
	}
	run := world.runQueue
	if cfg.Rounds.Synchronous {
		run = world.rounds.run
	}
	end, err := run(ctx)
	if err != nil {
		return Result{}, err
	}
	r := Result{End: end}
	world.finish(&r)
	r.Elapsed = time.Since(began)
	return r, nil
}
