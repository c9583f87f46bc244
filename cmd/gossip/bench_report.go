package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// benchResult is what bench prints with -o json. A delivery is the first arrival of a message at a
// node other than its origin.
type benchResult struct {
	Network             string            `json:"network"`
	Protocol            string            `json:"protocol"`
	Params              map[string]string `json:"params"`
	Nodes               int               `json:"nodes"`    // living
	Messages            int               `json:"messages"` // accepted
	Refused             int               `json:"refused"`
	Complete            int               `json:"complete"` // messages that reached all living nodes
	SizeBytes           int               `json:"size_bytes"`
	Window              int               `json:"window"`         // 0 with a rate
	Rate                float64           `json:"rate_per_s"`     // 0 with a window
	BehindMS            float64           `json:"behind_plan_ms"` // by how much bench itself missed its plan, at worst
	Seconds             float64           `json:"seconds"`        // from the first origination to the last first arrival
	MessagesPerS        float64           `json:"messages_per_s"`
	DeliveriesPerS      float64           `json:"deliveries_per_s"`
	DeliveredFraction   float64           `json:"delivered_fraction"`
	LatencyMS           benchLatency      `json:"latency_ms"`                     // from acceptance to the last node
	LatencyFromPlanMS   *benchLatency     `json:"latency_from_plan_ms,omitempty"` // with a rate
	RelaysPerDelivery   float64           `json:"relays_per_delivery"`
	ControlPerDelivery  float64           `json:"control_per_delivery"`
	BytesPerDelivery    float64           `json:"bytes_per_delivery"`
	CPUSecondsPer1000   *float64          `json:"cpu_s_per_1000"`   // of all nodes, for 1,000 messages; null where unknown
	OwnCPUSeconds       float64           `json:"own_cpu_s"`        // of bench itself, until the messages had arrived
	OwnCPUFractionOfAll *float64          `json:"own_cpu_fraction"` // null where that of the nodes is unknown
	PSSBytes            int64             `json:"pss_bytes"`        // mean of the nodes
	Interrupted         bool              `json:"interrupted"`
}

// benchLatency is over the messages that reached all nodes; null if none did.
type benchLatency struct {
	P50 *float64 `json:"p50"`
	P99 *float64 `json:"p99"`
	Max *float64 `json:"max"`
}

func newBenchLatency(sorted []time.Duration) benchLatency {
	at := func(share float64) *float64 {
		if len(sorted) == 0 {
			return nil
		}
		ms := milliseconds(percentile(sorted, share))
		return &ms
	}
	return benchLatency{P50: at(0.5), P99: at(0.99), Max: at(1)}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// result computes the figures of a run.
func (b *bench) result(interrupted bool) benchResult {
	living := b.living()
	accepted, planned := b.ledger.latencies(len(living))
	seconds := b.ledger.span().Seconds()
	r := benchResult{
		Network: b.network.State().Network, Nodes: len(living), Messages: len(b.ledger.messages), Complete: len(accepted),
		SizeBytes: b.plan.size, Window: b.plan.window, Rate: b.plan.rate, Seconds: seconds,
		MessagesPerS:       ratio(float64(len(b.ledger.messages)), seconds),
		DeliveriesPerS:     ratio(float64(b.ledger.deliveries), seconds),
		DeliveredFraction:  1,
		LatencyMS:          newBenchLatency(accepted),
		RelaysPerDelivery:  ratio(float64(b.spent.relays), float64(b.ledger.deliveries)),
		ControlPerDelivery: ratio(float64(b.spent.control), float64(b.ledger.deliveries)),
		BytesPerDelivery:   ratio(float64(b.spent.bytes), float64(b.ledger.deliveries)),
		OwnCPUSeconds:      b.own.Seconds(),
		PSSBytes:           b.pssBytes, Interrupted: interrupted,
	}
	r.Protocol, r.Params = settingsOf(b.network.State())
	if !b.spent.unclocked {
		each := ratio(b.spent.cpu.Seconds()*1000, float64(len(b.ledger.messages)))
		share := ratio(b.own.Seconds(), (b.own + b.spent.cpu).Seconds())
		r.CPUSecondsPer1000, r.OwnCPUFractionOfAll = &each, &share
	}
	if expected := b.ledger.expected(living); expected > 0 {
		r.DeliveredFraction = ratio(float64(b.ledger.deliveries), float64(expected))
	}
	for _, s := range b.submitters {
		r.Refused += s.refused
		r.BehindMS = max(r.BehindMS, milliseconds(s.behind))
	}
	if b.plan.rate > 0 {
		fromPlan := newBenchLatency(planned)
		r.Window, r.LatencyFromPlanMS = 0, &fromPlan
	}
	return r
}

// ratio is 0 where there is nothing to divide by.
func ratio(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

// print prints the result of a run under a load that words describe.
func (r benchResult) print(c *cli, load string) error {
	accepted := strconv.Itoa(r.Messages)
	if r.Refused > 0 {
		accepted += fmt.Sprintf(", and %d refused", r.Refused)
	}
	delivered := shareText(r.DeliveredFraction)
	if r.Complete < r.Messages {
		delivered += fmt.Sprintf("; %d of %s reached all %s", r.Complete, amount(r.Messages, "message"), amount(r.Nodes, "node"))
	} else {
		delivered += fmt.Sprintf(" at %s", amount(r.Nodes, "node"))
	}
	var t table
	t.row("protocol", r.Protocol)
	t.row("load", load)
	t.row("accepted", accepted)
	t.row("delivered", delivered)
	t.row("throughput", fmt.Sprintf("%s messages/s, %s deliveries/s, over %s s", rounded(r.MessagesPerS), rounded(r.DeliveriesPerS), rounded(r.Seconds)))
	t.row("latency", r.LatencyMS.text()+" from acceptance to the last node")
	if r.LatencyFromPlanMS != nil {
		t.row("", r.LatencyFromPlanMS.text()+" from the planned time")
		t.row("", fmt.Sprintf("bench itself was behind its plan by up to %s ms", rounded(r.BehindMS)))
	}
	t.row("relays", fmt.Sprintf("%s a delivery, and %s control packets", rounded(r.RelaysPerDelivery), rounded(r.ControlPerDelivery)))
	t.row("bytes", rounded(r.BytesPerDelivery)+" a delivery")
	nodes, own := "-", rounded(r.OwnCPUSeconds)+" s"
	if r.CPUSecondsPer1000 != nil {
		nodes = rounded(*r.CPUSecondsPer1000) + " s for 1,000 messages, all nodes"
		own += fmt.Sprintf(", %s%% of what nodes and bench used", rounded(100**r.OwnCPUFractionOfAll))
	}
	t.row("CPU", nodes)
	t.row("own CPU", own)
	memory := "-"
	if r.PSSBytes > 0 {
		memory = roundSize(r.PSSBytes) + " a node (PSS)"
	}
	t.row("memory", memory)
	return t.write(c.out)
}

func (l benchLatency) text() string {
	if l.P50 == nil {
		return "none"
	}
	return fmt.Sprintf("median %s ms, 99%% %s ms, max %s ms", rounded(*l.P50), rounded(*l.P99), rounded(*l.Max))
}

// shareText writes a share in percent. It is never rounded up to 100%.
func shareText(share float64) string {
	return number(math.Floor(share*1e5)/1e3) + "%"
}

// rounded writes a figure in three digits, or as a whole number if it has more.
func rounded(x float64) string {
	if math.Abs(x) >= 100 {
		digits := strconv.FormatFloat(x, 'f', 0, 64)
		for i := len(digits) - 3; i > 0 && digits[i-1] != '-'; i -= 3 {
			digits = digits[:i] + "," + digits[i:]
		}
		return digits
	}
	text := strconv.FormatFloat(x, 'g', 3, 64)
	if strings.Contains(text, "e") {
		return number(x)
	}
	return text
}
