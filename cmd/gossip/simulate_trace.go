package main

import (
	"context"
	"fmt"
	"io"

	"gossip/internal/sim"
)

// judgeTrace refuses a --trace that cannot be written.
func (o *simulateOptions) judgeTrace(d *design) error {
	switch {
	case o.trace == "":
		return nil
	case o.trace == "-":
		return &usageError{text: "--trace writes to a file, and - is none", hint: "the results go to the standard output; name a file for the trace"}
	case len(d.points) > 1:
		return &usageError{text: fmt.Sprintf("--trace writes down one run, and these are %s points", thousands(len(d.points))),
			hint: "give each flag one value; --trace-hash is for sweeps, too"}
	}
	if err := checkWritable(o.trace); err != nil {
		return &usageError{text: fmt.Sprintf("cannot write the trace: %v", err), hint: "name a file in a directory that exists and that you may write to"}
	}
	return nil
}

// writeTrace makes the first run, which has the seed of the experiment, and writes down what happens in
// it. What it is on disk is never half a trace: the file is renamed when it is whole.
func (o *simulateOptions) writeTrace(ctx context.Context, d *design) error {
	if o.trace == "" {
		return nil
	}
	setup := d.points[0].setup
	cfg, err := setup.Config(d.seed)
	if err != nil {
		return err
	}
	header, err := sim.NewTraceHeader(cfg, setup.Topology)
	if err != nil {
		return err
	}
	err = saveFile(o.trace, func(out io.Writer) error {
		trace, err := sim.NewTraceWriter(out, header)
		if err != nil {
			return err
		}
		cfg.Observer = trace
		result, err := sim.Run(ctx, cfg)
		if err != nil {
			return err
		}
		return trace.End(result.End)
	})
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("write the trace: %w", err)
	}
	return err
}
