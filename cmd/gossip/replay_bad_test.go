package main

// ofTraces are bad command lines of replay, compare and simulate --trace.
func ofTraces() []badLine {
	return []badLine{
		{"replay nothing", []string{"replay"}, "replay needs FILE", "gossip replay --help"},
		{"replay two", []string{"replay", "a", "b"}, `no use for the argument "b"`, ""},
		{"replay nothing", []string{"replay", ""}, "FILE is empty", "simulate --trace FILE"},
		{"replay from nothing", []string{"replay", "a", "--from", ""}, `"" is not a value for --from: it must be a time, or a round`, ""},
		{"replay node", []string{"replay", "a", "--node", "x"}, `"x" is not a node`, ""},
		{"replay node 0", []string{"replay", "a", "--node", "1,0"}, `"0" is not a node`, ""},
		{"replay message", []string{"replay", "a", "--message", "0"}, "--message: it must be a whole number from 1 to", ""},
		{"replay flag", []string{"replay", "a", "--fast"}, "unknown flag: --fast", "gossip replay --help"},
		{"compare kind", []string{"compare", "randm"}, `no topology "randm"`, `did you mean "random"?`},
		{"compare nodes", []string{"compare", "-n", "257"}, "from 1 to 256", ""},
		{"compare degree", []string{"compare", "random", "16"}, "16", "use degree"},
		{"compare protocol", []string{"compare", "--protocol", "plumtre"}, `no protocol "plumtre"`, "did you mean plumtree?"},
		{"compare param", []string{"compare", "--param", "k=2"}, `flood has no parameter "k"`, ""},
		{"compare pairs", []string{"compare", "--protocol", "averaging", "--param", "pairing=matching"}, "would have to be drawn", "simulate --synchronous"},
		{"compare messages", []string{"compare", "--messages", "0"}, "from 1 to 1000", ""},
		{"compare messages of aggregation", []string{"compare", "--protocol", "pushsum", "--messages", "7"}, "spreads no messages, so --messages has no meaning", "leave it out"},
		{"compare latency", []string{"compare", "--latency", "fast"}, "--latency", ""},
		{"compare timeout", []string{"compare", "--timeout", "0s"}, "--timeout must be more than 0", ""},
		{"trace of a sweep", []string{"simulate", "-n", "8,9", "--trace", "x"}, "writes down one run, and these are 2 points", "--trace-hash"},
		{"trace to nowhere", []string{"simulate", "-n", "8", "--trace", "no/where/x"}, "cannot write the trace: directory no/where", "a directory that exists"},
		{"trace to -", []string{"simulate", "-n", "8", "--trace", "-"}, "--trace writes to a file", "name a file"},
	}
}
