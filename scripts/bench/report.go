package main

import (
	"fmt"
	"os"
	"slices"
	"text/tabwriter"
)

// legend says what the columns are.
func legend() {
	fmt.Printf(`A message counts in messages/s when it reached every node; a delivery is a first arrival at a node
other than the origin. The clients, one at each node, have up to %d messages unanswered. Idle: one message
each %d ms. CPU time is that of the nodes alone, to which the load itself, on the same cores, adds. memberlist
loses what it is given above its rate, so it gets %d messages/s, and %d divided by the number of nodes with a
configuration for speed; its nodes all know each other, and its bytes include the datagrams with which they
watch each other.
`, window, 1000/idleRate, memberlistRate, memberlistFastWork)
}

// report prints what the contenders reached on networks of n nodes.
func report(entries []entry, n, runs int) {
	fmt.Printf("%d nodes, random %d-regular, seed %d, %d-byte texts; medians of %d interleaved runs; (x) is the ratio to %s in the same run\n\n",
		n, graphDegree, graphSeed, textSize, runs, reference)
	base := entries[slices.IndexFunc(entries, func(e entry) bool { return e.name == reference })]
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tmessages/s\t(x)\tdeliveries/s\tdelivered\tlast node ms\t(x)\tp99\tmax\trelays\tbytes\tCPU s\tCPU ms\tMiB\t")
	fmt.Fprintln(w, "\t\t\t\t\tidle, median\t\t\t\t/delivery\t/delivery\t/1000 messages\t/1000 deliveries\t/node\t")
	for _, e := range entries {
		if len(e.results) == 0 {
			continue
		}
		loaded, idle := e.medians()
		fmt.Fprintf(w, "%s\t%.0f\t%s\t%.0f\t%.4f\t%.2f\t%s\t%.2f\t%.2f\t%.2f\t%.0f\t%.4f\t%.2f\t%.1f\t\n",
			e.name, loaded.MessagesPerS, ratio(e, base, throughput), loaded.DeliveriesPerS, loaded.Delivered,
			idle.Latency.P50, ratio(e, base, idleLatency), idle.Latency.P99, idle.Latency.Max,
			loaded.Relays, loaded.Bytes, loaded.CPU, cpuPerDelivery(loaded, n), loaded.PSS/(1<<20))
	}
	w.Flush()
	fmt.Println()
	for _, e := range entries {
		if e.failure != nil {
			fmt.Printf("%s failed after %d runs: %v\n", e.name, len(e.results), e.failure)
		}
	}
	for _, a := range aims() {
		if a.nodes == n {
			a.print(entries, base)
		}
	}
	fmt.Println()
}

// medians are those of a contender's runs, loaded and idle.
func (e entry) medians() (loaded, idle figures) {
	var all, quiet []figures
	for _, r := range e.results {
		all, quiet = append(all, r.loaded), append(quiet, r.idle)
	}
	return median(all), median(quiet)
}

func throughput(r result) float64  { return r.loaded.MessagesPerS }
func idleLatency(r result) float64 { return r.idle.Latency.P50 }

// cpuPerDelivery is in milliseconds per 1,000 deliveries.
func cpuPerDelivery(f figures, n int) float64 {
	if f.Delivered == 0 || n < 2 {
		return 0
	}
	return f.CPU * 1000 / (f.Delivered * float64(n-1))
}

// against is the median over the runs of the ratio of a figure to the reference's in the same run; ok
// is false if there is no such run.
func against(e, base entry, pick func(result) float64) (_ float64, ok bool) {
	var ratios []float64
	for i := range min(len(e.results), len(base.results)) {
		if of := pick(base.results[i]); of > 0 {
			ratios = append(ratios, pick(e.results[i])/of)
		}
	}
	if len(ratios) == 0 {
		return 0, false
	}
	return quantile(ratios, 0.5), true
}

func ratio(e, base entry, pick func(result) float64) string {
	if x, ok := against(e, base, pick); ok {
		return fmt.Sprintf("%.2f", x)
	}
	return "-"
}
