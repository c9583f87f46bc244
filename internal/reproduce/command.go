package reproduce

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"gossip/internal/sim"
	"gossip/topology"
)

// Commands returns the command lines of simulate that make the runs of a table with some options: the very
// same, seed by seed. Series are put together where they differ in one quantity alone.
func Commands(t Table, o Options) ([]string, error) {
	all, err := t.made(o)
	if err != nil {
		return nil, err
	}
	each := make([][]string, len(all))
	for i := range all {
		each[i] = all[i].words(o.Seed)
	}
	return together(each), nil
}

// together writes commands for some series, given by their words.
func together(each [][]string) []string {
	var lines []*commandLine
	for _, words := range each {
		if !slices.ContainsFunc(lines, func(l *commandLine) bool { return l.take(words) }) {
			lines = append(lines, &commandLine{first: words})
		}
	}
	commands := make([]string, len(lines))
	for i := range lines {
		commands[i] = lines[i].text()
	}
	return commands
}

// commandLine is a command that makes the runs of several series: its words are those of the first, but
// for one, which is a list.
type commandLine struct {
	first []string
	at    int // of the word that varies; 0, which is the name of the program: none does
	more  []string
}

// take adds a series, if it is at most the word that varies in which it is another one.
func (l *commandLine) take(words []string) bool {
	if len(words) != len(l.first) {
		return false
	}
	var differ []int
	for i, word := range words {
		if word != l.first[i] {
			differ = append(differ, i)
		}
	}
	if len(differ) != 1 || l.at != 0 && l.at != differ[0] || slices.Contains([]string{"--metrics", "--runs"}, words[differ[0]-1]) {
		return false
	}
	l.at = differ[0]
	l.more = append(l.more, words[l.at])
	return true
}

// text writes the command: of a parameter, NAME=VALUE, only the values are a list.
func (l *commandLine) text() string {
	words := slices.Clone(l.first)
	for _, word := range l.more {
		_, value, _ := strings.Cut(word, "=")
		if value == "" {
			value = word
		}
		words[l.at] += "," + value
	}
	return strings.Join(words, " ")
}

// words are the command of one series.
func (s *series) words(seed uint64) []string {
	setup := s.setup
	words := append([]string{"gossip", "simulate"}, topologyWords(setup.Topology)...)
	if setup.Rounds.Synchronous {
		words = append(words, "--synchronous")
	} else {
		words = append(words, "--latency", setup.Network.Latency.String())
	}
	words = append(words, "--protocol", setup.Rule.Protocol().Name)
	for i := 0; i+1 < len(setup.params); i += 2 {
		words = append(words, "--param", setup.params[i]+"="+setup.params[i+1])
	}
	if s.limits {
		words = append(words, "--connection-limit", strconv.Itoa(setup.Rounds.ConnectionLimit))
	}
	words = append(words, s.loadWords()...)
	if metrics := s.metrics(); len(metrics) > 0 {
		words = append(words, "--metrics", strings.Join(metrics, ","))
	}
	return append(words, "--runs", strconv.Itoa(s.runs), "--seed", strconv.FormatUint(seed, 10))
}

// topologyWords are the arguments and flags of a graph.
func topologyWords(spec topology.Spec) []string {
	words := []string{spec.Kind}
	if degree, ok := spec.Values["degree"]; ok {
		words = append(words, shortest(degree))
	}
	return append(words, "-n", strconv.Itoa(spec.N))
}

// loadWords are the flags of what is spread, or computed, and until when.
func (s *series) loadWords() (words []string) {
	setup := s.setup
	if setup.Load.Count > 1 {
		words = append(words, "--messages", strconv.Itoa(setup.Load.Count), "--rate", shortest(float64(time.Second)/setup.Load.Gap))
	}
	if setup.Rule.Protocol().Aggregates {
		bounds := s.errors
		if bounds == nil {
			bounds = []float64{setup.Error}
		}
		texts := make([]string, len(bounds))
		for i, bound := range bounds {
			texts[i] = shortest(bound)
		}
		words = append(words, "--values", "uniform", "--error", strings.Join(texts, ","))
	}
	if setup.Until > 0 {
		words = append(words, "--until", strconv.Itoa(int(setup.Until/sim.Length(setup.Rule))))
	}
	return words
}

// metrics lists the metrics of the simulator among the figures, and those from which a measure has them.
func (s *series) metrics() []string {
	var names []string
	add := func(name string) {
		known := slices.ContainsFunc(sim.Metrics(), func(m sim.Metric) bool { return m.Name == name })
		if known && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for _, f := range s.figures {
		add(f.measured)
	}
	for _, name := range s.measures {
		add(name)
	}
	return names
}

// shortest writes a number in the shortest form that reads as the same.
func shortest(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
