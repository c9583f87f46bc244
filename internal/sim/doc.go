// Package sim predicts what a gossip network does: a deterministic discrete-event driver of the same
// protocol core that the node processes run.
//
//	graph, _ := topology.Generate(topology.Spec{Kind: "random", N: 1_000_000, Seed: 7})
//	rule, _ := gossip.NewRule("dedup", nil)
//	result, err := sim.Run(ctx, sim.Config{
//		Graph: graph, Rule: rule, Seed: 7,
//		Network:  sim.Network{Latency: sim.Uniform(5*time.Millisecond, 20*time.Millisecond)},
//		Messages: []sim.Message{{Origin: 1}},
//	})
//	coverage, _ := result.Value("coverage")
//
// # Two clocks
//
// A run is either asynchronous, a queue of events in virtual time, or synchronous, in the rounds that
// papers count: all contacts of a round are made on the state at its start, and take effect at its
// end. Result.Time and all times among the metrics are in seconds or in rounds accordingly.
//
// # Determinism
//
// A run depends on its Config alone. Times are whole nanoseconds, distributions are drawn from tables
// made by integer arithmetic, events of the same time happen in the order in which they were caused,
// and one run is one goroutine. So the same seed gives the same trace on every machine, whatever else
// runs beside it.
package sim
