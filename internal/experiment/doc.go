// Package experiment makes many simulations and says what they come to: sweeps over the values of
// parameters, independent runs on all cores, and means with their confidence.
//
//	k, _ := experiment.NewAxis("k", "1..5", experiment.Whole())
//	points, _ := experiment.Points([]experiment.Axis{k})
//	outcome, err := experiment.Run(ctx, experiment.Plan{
//		Points: len(points), Runs: 100, Seed: 7,
//		Config: func(point int, seed uint64) (sim.Config, error) { return setups[point].Config(seed) },
//	})
//	summary := experiment.Summarize(outcome.Points[0])
//
// # Determinism
//
// The seed of each run follows from the seed of the experiment and the number of the run alone, so the
// same runs come out however many workers make them, and points that differ in one value are compared
// on the same graphs. Results are summed in the order of the runs.
//
// # Confidence
//
// An interval is that of the mean, at 95 %, by Student's t distribution: mean ± CI95. One run has
// neither a standard deviation nor an interval, and none is claimed for it.
package experiment
