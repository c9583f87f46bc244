package reproduce

import (
	"context"
	"fmt"
	"strings"

	"gossip/internal/sim"
)

// Table is one published experiment.
type Table struct {
	Name    string
	Title   string
	Source  string // of the figures
	Setting string // what is run, in words

	// series returns what is run, at full size or as little as a test has time for.
	series func(small bool) ([]series, error)
}

// Tables returns all experiments, in the order in which they are listed.
func Tables() []Table {
	return []Table{
		demers1(), demers2(), demers3(), demers45(),
		rounds(), averaging(), pushSum(), flood(), plumtree(),
	}
}

// Names lists the names of all experiments.
func Names() []string {
	var names []string
	for _, t := range Tables() {
		names = append(names, t.Name)
	}
	return names
}

// Lookup returns the experiment with the given name.
func Lookup(name string) (Table, error) {
	for _, t := range Tables() {
		if t.Name == name {
			return t, nil
		}
	}
	return Table{}, &UnknownError{name}
}

// UnknownError says that there is no experiment of that name.
type UnknownError struct{ Name string }

func (e *UnknownError) Error() string { return fmt.Sprintf("there is no experiment %q", e.Name) }

// Hint says what there is instead.
func (e *UnknownError) Hint() string { return "the experiments are " + strings.Join(Names(), ", ") }

// series is a number of runs that differ in their seed alone, and what they are to show.
type series struct {
	name    string // what tells it from the others of its table
	runs    int
	setup   *arranged
	measure measure // nil: the metrics of the simulator suffice
	figures []figure

	// What the command line of the series has beside the setup.
	limits   bool      // a connection limit is set, or 0 is one of several
	measures []string  // metrics from which measure has its figures
	errors   []float64 // that measure sets; nil: that of the setup
}

// made returns what is run with some options.
func (t Table) made(o Options) ([]series, error) {
	all, err := t.series(o.Small)
	if err != nil {
		return nil, fmt.Errorf("set up %s: %w", t.Name, err)
	}
	for i := range all {
		if o.Runs > 0 {
			all[i].runs = o.Runs
		}
	}
	return all, nil
}

// measure makes a run, or several with the same seed, and returns what was measured, by name. A name of
// a metric that it does not return is looked up in the result.
type measure func(context.Context, *sim.Worker, sim.Config) (sim.Result, map[string]float64, error)
