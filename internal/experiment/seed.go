package experiment

// RunSeed returns the seed of a run of an experiment, whose first run is 0. That one has the seed of the
// experiment itself, so that it is repeated by naming that seed elsewhere.
func RunSeed(seed uint64, run int) uint64 {
	if run == 0 {
		return seed
	}
	return mix(mix(seed) + uint64(run))
}

// mix is splitmix64: it maps neighboring numbers to unrelated ones (Steele, Lea and Flood 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
