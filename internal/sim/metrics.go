package sim

import "gossip/internal/gossip"

// Metric is one figure by which runs are compared.
type Metric struct {
	Name   string `json:"name"`
	Unit   string `json:"unit"` // "time" is rounds in the synchronous model, seconds otherwise
	Doc    string `json:"doc"`
	Source string `json:"source"`
	of     scope
}

// scope says which runs can have a metric.
type scope uint8

const (
	always      scope = iota
	spreading         // protocols that spread messages
	aggregation       // those that compute something
	counted           // all runs but aggregation among so many nodes that its bytes are not counted
)

// Possible reports whether a run of a protocol among so many nodes can have a value of the metric. Whether
// it does have one, only the run can tell.
func (m Metric) Possible(row gossip.Protocol, nodes int) bool {
	switch m.of {
	case spreading:
		return !row.Aggregates
	case aggregation:
		return row.Aggregates
	case counted:
		return !row.Aggregates || nodes < manyShares
	}
	return true
}

// metricIndex is the position of a metric in the table.
type metricIndex int

const (
	coverage metricIndex = iota
	residue
	traffic
	tAvg
	tLast
	t50
	t90
	t99
	t100
	endTime
	packets
	payloadPackets
	controlPackets
	payloadBytes
	controlBytes
	duplicates
	rmr
	ldh
	meanHop
	maxLoad
	lostPackets
	acceptedTexts
	varianceFactor
	relativeError
	mass
	cycles
	events
	metricCount
)

// Metrics returns the table of metrics. With several messages, those of one message are the mean over
// the messages; coverage and times count the nodes that live at the end.
func Metrics() []Metric {
	const (
		demers  = "Demers et al. 1987, section 1.4"
		leitao  = "Leitão et al. 2007 (Plumtree), section 4"
		own     = "common"
		jelasit = "Jelasity et al. 2005, section 3"
	)
	return []Metric{
		coverage:       {"coverage", "fraction", "the part of the living nodes that has the message at the end", own, spreading},
		residue:        {"residue", "fraction", "s: the part of the living nodes that never got the message, 1 - coverage", demers, spreading},
		traffic:        {"traffic", "updates/node", "m: copies of the message that were sent, useless ones included and requests not, for each node", demers, spreading},
		tAvg:           {"t_avg", "time", "mean time from the origin to the delivery, over the nodes to which a peer brought the message", demers, spreading},
		tLast:          {"t_last", "time", "time from the origin to the last delivery", demers, spreading},
		t50:            {"t_50", "time", "time until half of the living nodes had the message", own, spreading},
		t90:            {"t_90", "time", "time until 90 % of them had it", own, spreading},
		t99:            {"t_99", "time", "time until 99 % of them had it", own, spreading},
		t100:           {"t_100", "time", "time until all of them had it", own, spreading},
		endTime:        {"end_time", "time", "time at which the run ended", own, always},
		packets:        {"messages", "packets", "packets that were sent, with payload and without", own, always},
		payloadPackets: {"payload_messages", "packets", "packets sent that carry a message", own, always},
		controlPackets: {"control_messages", "packets", "packets sent that carry none: requests, answers, announcements, fingerprints", own, always},
		payloadBytes:   {"payload_bytes", "bytes", "bytes of the packets that carry a message, as lines of the protocol of real nodes", own, always},
		controlBytes:   {"control_bytes", "bytes", "bytes of the other packets; not counted for aggregation from 10,001 nodes on", own, counted},
		duplicates:     {"duplicates", "copies/node", "copies of the message that arrived at a living node beside the first, since that node began", own, spreading},
		rmr:            {"rmr", "ratio", "relative message redundancy: copies that arrived for each delivery by a peer, less 1; a tree has 0. The paper defines it where all are reached", leitao, spreading},
		ldh:            {"ldh", "hops", "last delivery hop: the most hops of a delivery", leitao, spreading},
		meanHop:        {"mean_hop", "hops", "mean number of hops over the nodes that have the message; the origin counts, with 0", own, spreading},
		maxLoad:        {"max_load", "packets", "packets that the busiest node sent and received", own, always},
		acceptedTexts:  {"accepted", "texts", "messages that a living node accepted from a client", own, spreading},
		lostPackets:    {"lost", "packets", "packets that never arrived", own, always},
		varianceFactor: {"variance_factor", "ratio", "aggregation: the mean factor by which the variance of the estimates falls in a round (geometric)", jelasit, aggregation},
		relativeError:  {"relative_error", "ratio", "aggregation: the largest distance of an estimate from the true mean, as a part of it, or of the largest value where the mean is next to 0", "Kempe et al. 2003", aggregation},
		mass:           {"mass_error", "ratio", "aggregation: the error of the sum over nodes, packets on their way and packets lost, as a part of the sum of the sizes of all values; none where all are 0", "Kempe et al. 2003", aggregation},
		cycles:         {"rounds", "rounds", "aggregation: rounds, or cycles of a node, until the end", "Kempe et al. 2003", aggregation},
		events:         {"events", "steps", "steps that the cores of all nodes took", own, always},
	}
}
