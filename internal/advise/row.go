package advise

import (
	"fmt"
	"time"

	"gossip/internal/gossip"
	"gossip/topology"
)

// Prediction is what theory says of a message.
type Prediction struct {
	Reliability float64 // the chance that it reaches every living node
	Coverage    float64 // the part of the living nodes that it reaches, expected
	Rounds      float64 // until the last node that it reaches, expected
	Payload     float64 // packets sent that carry it
	Control     float64 // packets that carry none
}

// Packets is what a message costs.
func (p Prediction) Packets() float64 { return p.Payload + p.Control }

// Param is a parameter of a protocol.
type Param struct{ Name, Value string }

// row is one way to spread messages.
type row struct {
	name     string // of the way, if a protocol has several
	protocol string
	level    string // what is chosen: degree, fanout, k; "" if there is nothing to choose
	formula  string
	source   string
	endless  string // why it is no advice for a real network; "" if it is one
	timed    bool   // packets take a unit each, and there are no rounds
	warm     bool   // it is the second message that counts: the first one builds a tree

	most    func(Question) int // the greatest level
	setup   func(q Question, level int) (degree int, params []Param)
	predict func(q Question, level, degree int) Prediction
}

// rows returns the table of ways.
func rows() []row {
	return []row{
		dedupRow(), floodRow(), plumtreeRow(),
		fanoutRow(), coinRow(), hybridRow(),
		antiEntropyRow(), pushPullRow(),
	}
}

// Candidate is a protocol, set so that theory says it meets the question, or as near as it comes.
type Candidate struct {
	Name      string // of the way, beside the protocol's
	Protocol  string
	Level     string // what was chosen; "" if there is nothing to choose
	Chosen    int
	Params    []Param
	Topology  topology.Spec
	Formula   string
	Source    string
	Predicted Prediction
	Promising bool   // by theory it meets the question
	Unfit     string // why it is no advice all the same; "" if it is one
	Checks    []Check

	row    row
	degree int
}

// candidate sets a row for the question: at the least level that suffices.
func (r row) candidate(q Question) Candidate {
	level, last := 1, 1
	if r.most != nil {
		last = max(1, r.most(q))
	}
	if r.level == levelDegree {
		level = min(MinDegree, last)
		if q.Degree > 0 || q.Complete {
			level = last
		}
	}
	for level < last {
		c := r.at(q, level)
		if c.Promising {
			return c
		}
		level++
	}
	return r.at(q, last)
}

// at sets a row at a level.
func (r row) at(q Question, level int) Candidate {
	degree, params := r.setup(q, level)
	c := Candidate{
		Name: r.name, Protocol: r.protocol, Level: r.level, Chosen: level, Params: params, Topology: q.spec(degree),
		Formula: r.formula, Source: r.source, Predicted: r.predict(q, level, degree), Unfit: r.endless, row: r, degree: degree,
	}
	if r.level == levelDegree {
		c.Chosen = degree
	}
	c.Promising = c.Predicted.Reliability >= q.Reliability
	return c
}

// rule returns the protocol as it is simulated: in rounds nothing keeps nodes out of step.
func (c Candidate) rule() (*gossip.Rule, error) {
	params := make(map[string]string)
	row, err := gossip.LookupProtocol(c.Protocol)
	if err != nil {
		return nil, err
	}
	for _, p := range row.Params {
		switch p.Name {
		case "jitter", "max_interval", "backstop_jitter", "backstop_max_interval":
			params[p.Name] = "0"
		}
	}
	for _, p := range c.Params {
		params[p.Name] = p.Value
	}
	rule, err := gossip.NewRule(c.Protocol, params)
	if err != nil {
		return nil, fmt.Errorf("set up protocol %s: %w", c.Protocol, err)
	}
	return rule, nil
}

const (
	levelDegree = "degree"

	// unit is how long a packet takes where there are no rounds.
	unit = 10 * time.Millisecond
)

// Degree is how many peers a node has.
func (c Candidate) Degree() int { return c.degree }
