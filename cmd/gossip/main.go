package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(run(os.Args[1:], processStreams())) }

// run is the whole program: it executes the command line and returns the exit code.
func run(args []string, s streams) int {
	ctx, release := signal.NotifyContext(context.Background(), endingSignals()...)
	defer release()
	// The first signal asks the command to end in good order. From then on signals have their
	// ordinary effect again, so that a second one ends the process at once.
	context.AfterFunc(ctx, release)

	c := newCLI(s)
	root := newRootCommand(c, commandGroups(args))
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil && !c.running && !errors.As(err, new(*usageError)) {
		err = &usageError{text: err.Error()} // cobra's own complaints about the command line
	}
	if flushErr := c.out.Flush(); err == nil && flushErr != nil {
		err = fmt.Errorf("write the result: %w", flushErr)
	}
	if err == nil {
		return exitDone
	}
	d := diagnose(err)
	if ctx.Err() != nil {
		d.Code = exitInterrupted
	}
	if d.Code == exitUsage && d.Hint == "" {
		d.Hint = cmd.CommandPath() + " --help" // which says at least what there is
	}
	if c.output == outputJSON || !c.running && asksForJSON(args) {
		d.printJSON(c.err)
	} else {
		d.printText(c.err)
	}
	return d.Code
}

// endingSignals lists the signals that end a command in good order. One that the process was told
// to ignore (by nohup, or by a shell that put it in the background) stays ignored.
func endingSignals() []os.Signal {
	signals := []os.Signal{syscall.SIGTERM}
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			signals = append(signals, s)
		}
	}
	return signals
}
