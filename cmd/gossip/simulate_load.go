package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"gossip/internal/experiment"
	"gossip/internal/gossip"
	"gossip/internal/source"
	"gossip/topology"
)

// origin is a value of --from of simulate.
type origin struct {
	kind experiment.Origins
	node int
}

// parseOrigin reads a value of --from.
func parseOrigin(text string) (origin, error) {
	switch text {
	case "all":
		return origin{kind: experiment.EachOrigin}, nil
	case "random":
		return origin{kind: experiment.RandomOrigins}, nil
	}
	id, err := parseNode(text)
	if err != nil {
		return origin{}, fmt.Errorf("%q is not all, random, or the number of a node", text)
	}
	return origin{kind: experiment.OneOrigin, node: id}, nil
}

// plainOrigin writes a node as a number, which may be given by its name, too. What is none is judged later.
func plainOrigin(text string) string {
	if o, err := parseOrigin(text); err == nil && o.kind == experiment.OneOrigin {
		return strconv.Itoa(o.node)
	}
	return text
}

// untilOf reads --until: a time, or a number of rounds of some length; 0 if it was not given.
func (o *simulateOptions) untilOf(round time.Duration) (time.Duration, error) {
	const (
		mostRounds = 10_000_000
		longest    = 8760 * time.Hour // a year
	)
	if o.until == "" {
		return 0, nil
	}
	if !o.synchronous {
		d, err := time.ParseDuration(o.until)
		if err != nil || d <= 0 || d > longest {
			return 0, &usageError{text: fmt.Sprintf("--until %s: it must be a time above 0 and up to a year, like 30s", o.until),
				hint: "rounds are counted with --synchronous alone"}
		}
		return d, nil
	}
	digits, whole := gossip.WholeDigits(o.until)
	rounds, err := strconv.Atoi(digits)
	if !whole || err != nil || rounds < 1 || rounds > mostRounds {
		return 0, usagef("--until %s: with --synchronous it must be a number of rounds from 1 to %d", o.until, mostRounds)
	}
	if time.Duration(rounds) > math.MaxInt64/4/round {
		return 0, &usageError{text: fmt.Sprintf("--until %s: %d rounds of %v cannot be counted", o.until, rounds, round), hint: "use a shorter interval"}
	}
	return time.Duration(rounds) * round, nil
}

// untilValue is --until as a quantity: a time, or a number of rounds. It was judged by untilOf.
func (o *simulateOptions) untilValue() (until experiment.Value, given bool) {
	scale := experiment.Spans()
	if o.synchronous {
		scale = experiment.Whole()
	}
	values, err := scale.Parse(o.until)
	if err != nil {
		return experiment.Value{}, false
	}
	return values[0], true
}

// readValues reads what aggregation computes the mean of.
func (o *simulateOptions) readValues(ctx context.Context) (experiment.Values, error) {
	switch o.values {
	case "ids":
		return experiment.Values{}, nil
	case "uniform":
		return experiment.Values{Kind: experiment.UniformValues}, nil
	}
	const hint = "--values takes ids, uniform, or a file with a number in each line"
	file, err := source.Open(ctx, o.values, source.Patience)
	if err != nil {
		return experiment.Values{}, &usageError{text: fmt.Sprintf("--values: %v", err), hint: hint}
	}
	defer file.Close()
	listed, err := numbersIn(bufio.NewScanner(source.AtMost(file, largestValues)))
	if ctx.Err() != nil {
		return experiment.Values{}, ctx.Err()
	}
	if err != nil {
		return experiment.Values{}, &usageError{text: fmt.Sprintf("--values %s: %v", o.values, err), hint: hint}
	}
	return experiment.Values{Kind: experiment.ListedValues, Listed: listed}, nil
}

// enoughValues says how there comes to be a value for each node. The file of a topology says itself how many
// nodes there are.
func (o *simulateOptions) enoughValues(listed int, kind string) string {
	const hint = "a number in each line, the first for node 1"
	if o.sweep("num-nodes").given || kind == topology.File {
		return hint
	}
	return fmt.Sprintf("add -n %d, or give %s", listed, hint)
}

// largestValues is how many bytes of a file with values are read: more than the numbers of as many nodes as
// there can be have.
const largestValues = 64 * topology.MaxNodes

// numbersIn reads a number in each line; empty lines are passed over.
func numbersIn(lines *bufio.Scanner) ([]float64, error) {
	const largest = 1e100 // their squares can be summed up
	var numbers []float64
	line := 1
	for ; lines.Scan(); line++ {
		text := strings.TrimSpace(lines.Text())
		if text == "" {
			continue
		}
		x, err := strconv.ParseFloat(text, 64)
		if err != nil || !(math.Abs(x) <= largest) {
			return nil, fmt.Errorf("line %d: %.40q is not a number up to %g", line, text, largest)
		}
		if numbers = append(numbers, x); len(numbers) > topology.MaxNodes {
			return nil, fmt.Errorf("there are more than %d numbers", topology.MaxNodes)
		}
	}
	if errors.Is(lines.Err(), bufio.ErrTooLong) {
		return nil, fmt.Errorf("line %d is longer than any number", line)
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(numbers) == 0 {
		return nil, errors.New("there is no number in it")
	}
	return numbers, nil
}
