package main

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gossip/internal/advise"
	"gossip/internal/cluster"
	"gossip/internal/experiment"
	"gossip/topology"
)

// adviseResult is what advise prints with -o json.
type adviseResult struct {
	Nodes       int                `json:"nodes"`
	Living      int                `json:"living"`
	Loss        float64            `json:"loss"`
	Crash       float64            `json:"crash"`
	Reliability float64            `json:"reliability"`
	Topology    graphChoice        `json:"topology"`
	Seed        uint64             `json:"seed"`
	Candidates  []adviseCandidate  `json:"candidates"`
	Recommended *adviseRecommended `json:"recommended"` // null if nothing meets the reliability
}

// adviseCandidate is one protocol of adviseResult.
type adviseCandidate struct {
	Protocol  string            `json:"protocol"`
	Variant   string            `json:"variant,omitempty"`
	Level     string            `json:"level,omitempty"` // what was chosen: degree, fanout or k
	Chosen    int               `json:"chosen,omitempty"`
	Degree    int               `json:"degree"`
	Params    map[string]string `json:"params"`
	Formula   string            `json:"formula"`
	Source    string            `json:"source"`
	Predicted advisePrediction  `json:"predicted"`
	Checks    []adviseCheck     `json:"checks"`
	Meets     bool              `json:"meets"`
	Unfit     string            `json:"unfit,omitempty"` // why it is not recommended, whatever it costs
}

// advisePrediction is what theory says. Packets are those of one message in the whole network.
type advisePrediction struct {
	Reliability float64 `json:"reliability"`
	Coverage    float64 `json:"coverage"`
	Rounds      float64 `json:"rounds"`
	Payload     float64 `json:"payload_packets"`
	Control     float64 `json:"control_packets"`
}

// adviseCheck is what simulations came to, beside what theory says of the same.
type adviseCheck struct {
	Nodes     int              `json:"nodes"`
	Chosen    int              `json:"chosen,omitempty"` // a lower level than the candidate's is one where failures can be counted
	Predicted advisePrediction `json:"predicted"`
	Runs      int              `json:"runs"`
	Reached   int              `json:"reached_all"` // runs
	Low       float64          `json:"reliability_low"`
	High      float64          `json:"reliability_high"`
	Coverage  experiment.Stat  `json:"coverage"`
	Rounds    *experiment.Stat `json:"rounds"`
	Payload   experiment.Stat  `json:"payload_packets"`
	Control   experiment.Stat  `json:"control_packets"`
}

// adviseRecommended is the protocol to take.
type adviseRecommended struct {
	Candidate int      `json:"candidate"` // index
	Command   string   `json:"command"`
	Args      []string `json:"args"` // of gossip
}

func newAdvisePrediction(p advise.Prediction) advisePrediction {
	return advisePrediction{p.Reliability, p.Coverage, p.Rounds, p.Payload, p.Control}
}

func newAdviseResult(a advise.Answer, opts *adviseOptions) adviseResult {
	q := a.Question
	r := adviseResult{Nodes: q.Nodes, Living: a.Living, Loss: q.Loss, Crash: q.Crash, Reliability: q.Reliability,
		Topology: opts.graph, Seed: opts.seed.value, Candidates: make([]adviseCandidate, len(a.Candidates))}
	for i, c := range a.Candidates {
		one := adviseCandidate{Protocol: c.Protocol, Variant: c.Name, Level: c.Level, Degree: c.Degree(),
			Params: make(map[string]string), Formula: c.Formula, Source: c.Source, Predicted: newAdvisePrediction(c.Predicted),
			Checks: make([]adviseCheck, len(c.Checks)), Meets: c.Meets(q), Unfit: c.Unfit}
		if c.Level != "" {
			one.Chosen = c.Chosen
		}
		for _, p := range c.Params {
			one.Params[p.Name] = p.Value
		}
		for k, check := range c.Checks {
			one.Checks[k] = adviseCheck{check.Nodes, one.Chosen, newAdvisePrediction(check.Predicted), check.Runs, check.Reached,
				check.Low, check.High, check.Coverage, check.Rounds, check.Payload, check.Control}
			if c.Level != "" {
				one.Checks[k].Chosen = check.Chosen
			}
		}
		r.Candidates[i] = one
	}
	if a.Best >= 0 {
		args := startArgs(a.Candidates[a.Best])
		r.Recommended = &adviseRecommended{a.Best, "gossip " + strings.Join(args, " "), args}
	}
	return r
}

// startArgs are the arguments of gossip that start a network of a candidate.
func startArgs(c advise.Candidate) []string {
	args := []string{"start-network", c.Topology.Kind}
	if degree, ok := c.Topology.Values["degree"]; ok {
		args = append(args, strconv.Itoa(int(degree)))
	}
	args = append(args, "-n", strconv.Itoa(c.Topology.N), "--protocol", c.Protocol)
	for _, p := range c.Params {
		args = append(args, "--param", p.Name+"="+p.Value)
	}
	return args
}

// printAdvice prints the question, what each protocol needs, and what is recommended.
func printAdvice(c *cli, a advise.Answer, result adviseResult) error {
	q := a.Question
	printWrapped(c, fmt.Sprintf("%s nodes, of which %s crashed; %s of the packets are lost. Wanted: a message reaches all %s living nodes with a chance of %v.",
		thousands(q.Nodes), thousands(q.Nodes-a.Living), number(100*q.Loss)+"%", thousands(a.Living), q.Reliability))
	c.printf("\n")
	t := adviceTable(a)
	if err := t.write(c.out); err != nil {
		return err
	}
	c.printf("\nL = %s living nodes, p = %v, f = %v, d peers, a = (1-p)(1-f), s: part of the living nodes that is missed\n", thousands(a.Living), q.Loss, q.Crash)
	for _, one := range a.Candidates {
		printWrapped(c, fmt.Sprintf("%s: %s [%s]", wayText(one), one.Formula, one.Source))
	}
	c.printf("\n")
	printResolution(c, a)
	if q.Loss > 0 {
		printWrapped(c, "Loss is that of datagrams. The TCP links of start-network lose nothing while they are up; there only crashes are left, and --loss 0 is the question to ask.")
	}
	if result.Recommended == nil {
		return nil
	}
	best := a.Candidates[a.Best]
	payload, control := best.Packets()
	printWrapped(c, fmt.Sprintf("Recommended: %s, %s packets a message, %s of them with payload.", wayText(best), thousands(int(payload+control+0.5)), thousands(int(payload+0.5))))
	if edges, err := topology.EstimateEdges(best.Topology); err == nil && cluster.Estimate(best.Topology.N, int(edges), 0).Check() != nil {
		printWrapped(c, "So many processes are more than this machine carries; gossip simulate shows what they would do.")
	}
	c.printf("\n%s\n", result.Recommended.Command)
	return nil
}

// adviceTable has a line for each prediction, and one for its simulation.
func adviceTable(a advise.Answer) *table {
	var t table
	t.row("PROTOCOL", "SETTING", "PEERS", "BY", "REACHES ALL", "COVERAGE", "ROUNDS", "PAYLOAD", "CONTROL")
	for i, c := range a.Candidates {
		mark := ""
		switch {
		case i == a.Best:
			mark = "recommended"
		case !c.Meets(a.Question):
			mark = "falls short"
		case c.Unfit != "":
			mark = "never stops"
		}
		name, peers := wayText(c), strconv.Itoa(c.Degree())
		if len(c.Checks) == 0 {
			theoryRow(&t, name, settingText(c, c.Chosen), peers, "theory", c.Predicted, mark)
		}
		if len(c.Checks) > 0 && c.Checks[0].Nodes != c.Topology.N {
			theoryRow(&t, name, settingText(c, c.Chosen), peers, "theory", c.Predicted, mark)
			name, mark = "", ""
		}
		for _, check := range c.Checks {
			by := "theory"
			if check.Nodes != c.Topology.N {
				by += ", " + thousands(check.Nodes) + " nodes"
			}
			if check.Weaker(c) {
				peers = "" // with the degree as the setting, it is another one
			}
			theoryRow(&t, name, settingText(c, check.Chosen), peers, by, check.Predicted, mark)
			simulatedRow(&t, check)
			name, mark = "", ""
		}
	}
	return &t
}

func theoryRow(t *table, name, setting, peers, by string, p advise.Prediction, mark string) {
	cells := []string{name, setting, peers, by, chanceText(p.Reliability), chanceText(p.Coverage), oneDigit(p.Rounds),
		thousands(int(p.Payload + 0.5)), thousands(int(p.Control + 0.5))}
	if mark != "" {
		cells = append(cells, mark)
	}
	t.row(cells...)
}

func simulatedRow(t *table, check advise.Check) {
	rounds := "-"
	if check.Rounds != nil {
		rounds = oneDigit(check.Rounds.Mean)
	}
	t.row("", "", "", amount(check.Runs, "run"),
		fmt.Sprintf("%s (%s to %s)", chanceText(float64(check.Reached)/float64(check.Runs)), rounded(check.Low), rounded(check.High)),
		chanceText(check.Coverage.Mean), rounds, thousands(int(check.Payload.Mean+0.5)), thousands(int(check.Control.Mean+0.5)))
}

// printResolution says what the simulations can tell, and what they cannot.
func printResolution(c *cli, a advise.Answer) {
	wanted := a.Question.Reliability
	if a.Resolvable == 1 || a.Resolvable >= wanted {
		return // nothing was simulated, or all of it tells
	}
	needed := int(3/(1-wanted) + 0.5)
	weaker := ""
	if slices.ContainsFunc(a.Candidates, func(one advise.Candidate) bool { return len(one.Checks) > 1 }) {
		weaker = " So lines with a weaker setting follow, at which failures can be counted."
	}
	printWrapped(c, fmt.Sprintf("The simulations cannot tell %v from 1: that takes %s runs without a failure.%s", wanted, thousands(needed), weaker))
}

// wayText names a protocol and its variant.
func wayText(c advise.Candidate) string {
	if c.Name == "" {
		return c.Protocol
	}
	return c.Protocol + ", " + c.Name
}

func settingText(c advise.Candidate, chosen int) string {
	if c.Level == "" {
		return "-"
	}
	return c.Level + " " + thousands(chosen)
}

// chanceText writes a chance. Only what is 1 to nine digits is written as 1.
func chanceText(x float64) string {
	digits := 4
	for ; digits < 9; digits++ {
		if text := strconv.FormatFloat(x, 'f', digits, 64); !strings.HasPrefix(text, "1") || x == 1 {
			break
		}
	}
	text := strconv.FormatFloat(x, 'f', digits+1, 64)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".")
}

func oneDigit(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
