package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gossip/internal/cluster"
	"gossip/topology"
)

// defaultKind is the topology of a command line that names none, as in the ancestor.
const defaultKind = "random"

// drawnSeeds bounds the seeds that are drawn: short enough to be typed again.
const drawnSeeds = 1_000_000

// topologyArgs is the part of a command line that describes a graph: KIND [PARAM], --seed, and the
// flags of those kinds that have some. What kinds there are, and what they take, is the table of
// package topology; nothing of it is repeated here.
type topologyArgs struct {
	seed  optionalSeed
	flags map[string]*paramFlag // by the name of the parameter
	drawn bool                  // the seed was not given, and it matters
}

// paramFlag is the flag of one parameter.
type paramFlag struct {
	param topology.Param
	value float64
	given bool
}

// Set implements pflag.Value.
func (p *paramFlag) Set(s string) (err error) {
	p.value, err = p.param.Parse(s)
	p.given = err == nil
	return err
}

// String implements pflag.Value. There is no default to show, for the help of the parameter says
// it.
func (p *paramFlag) String() string { return "" }

// Type implements pflag.Value.
func (p *paramFlag) Type() string { return p.param.Type.String() }

// addFlags declares --seed and the flags of all kinds.
func (t *topologyArgs) addFlags(fs *pflag.FlagSet) {
	fs.Var(&t.seed, "seed", "the same seed lays out the same network (drawn and printed if not given)")
	t.flags = make(map[string]*paramFlag)
	for _, kind := range topology.Kinds() {
		for _, param := range kind.Params {
			if param.Positional() || t.flags[param.Name] != nil {
				continue
			}
			flag := &paramFlag{param: param}
			t.flags[param.Name] = flag
			fs.Var(flag, param.Flag, fmt.Sprintf("%s: %s (default %s)", kind.Name, param.Doc, param.Default))
		}
	}
}

// spec returns the graph that the arguments describe, with n nodes. All that can be judged without
// generating it has been judged.
func (t *topologyArgs) spec(args []string, n int) (topology.Spec, error) {
	spec, err := t.unsized(args)
	if err != nil {
		return spec, err
	}
	spec.N = n
	spec, err = spec.Resolved()
	return spec, asUsage(err)
}

// unsized returns the graph that the arguments describe, before it is known how many nodes it has,
// and so before its bounds can be judged.
func (t *topologyArgs) unsized(args []string) (topology.Spec, error) {
	name := defaultKind
	if len(args) > 0 {
		name = args[0]
	}
	kind, err := topology.Lookup(name)
	if err != nil {
		return topology.Spec{}, asUsage(err)
	}
	spec := topology.Spec{Kind: kind.Name, Values: make(map[string]float64), Seed: t.seed.value}
	if err := positional(&spec, kind, args); err != nil {
		return spec, err
	}
	if err := t.flagValues(&spec, kind); err != nil {
		return spec, err
	}
	if kind.Random && !t.seed.given {
		spec.Seed, t.drawn = rand.Uint64N(drawnSeeds), true
	}
	return spec, nil
}

// unusableGraph is the error of a graph that cannot be generated. For one in a file it says what files there
// are.
func unusableGraph(spec topology.Spec, err error) error {
	if spec.Kind == topology.File && hintOf(err) == "" {
		return &usageError{text: err.Error(), hint: "name a file with a line for each edge, like 1 2, or one that gossip plot has exported: .dot, .gexf, .graphml or .json"}
	}
	return asUsage(err)
}

// positional puts the argument after KIND into the spec.
func positional(spec *topology.Spec, kind topology.Kind, args []string) error {
	if len(args) < 2 {
		return nil // a parameter that is missed is missed by Resolved
	}
	i := slices.IndexFunc(kind.Params, topology.Param.Positional)
	if i < 0 {
		return &usageError{
			text: fmt.Sprintf("topology %s takes no argument, and %q is one", kind.Name, args[1]),
			hint: flagsHint(kind),
		}
	}
	if len(args) > 2 {
		return &usageError{text: fmt.Sprintf("topology %s takes one argument, and %q is one too many", kind.Name, args[2]),
			hint: "write " + kindSynopsis(kind)}
	}
	param := kind.Params[i]
	if param.Type == topology.Path {
		spec.Path = args[1]
		return nil
	}
	value, err := param.Parse(args[1])
	if err != nil {
		return &usageError{
			text: fmt.Sprintf("%s: %v", kind.Name, err),
			hint: fmt.Sprintf("%s: %s, %s", words(param.Name), param.Doc, param.Bounds),
		}
	}
	spec.Values[param.Name] = value
	return nil
}

// flagsHint says what to do with an argument where a kind takes none.
func flagsHint(kind topology.Kind) string {
	for _, param := range kind.Params {
		if !param.Positional() {
			return fmt.Sprintf("the %s is given by --%s", words(param.Name), param.Flag)
		}
	}
	return "leave it out; the number of nodes, where a command lets you choose it, is given by -n"
}

// flagValues puts the parameters that were given as flags into the spec.
func (t *topologyArgs) flagValues(spec *topology.Spec, kind topology.Kind) error {
	for name, flag := range t.flags {
		if !flag.given {
			continue
		}
		if !slices.ContainsFunc(kind.Params, func(p topology.Param) bool { return p.Name == name && !p.Positional() }) {
			return &usageError{
				text: fmt.Sprintf("topology %s has no %s", kind.Name, words(name)),
				hint: fmt.Sprintf("leave --%s out, or choose %s", flag.param.Flag, alternatives(kindsWith(name))),
			}
		}
		spec.Values[name] = flag.value
	}
	return nil
}

// kindsWith lists the kinds that have a parameter.
func kindsWith(param string) []string {
	var names []string
	for _, kind := range topology.Kinds() {
		if slices.ContainsFunc(kind.Params, func(p topology.Param) bool { return p.Name == param }) {
			names = append(names, kind.Name)
		}
	}
	return names
}

// noteSeed tells the seed if the user did not choose it.
func (t *topologyArgs) noteSeed(c *cli, spec topology.Spec) {
	if t.drawn && !c.wantsJSON() {
		c.noteDrawn(spec.Seed)
	}
}

// noteDrawn tells a seed that was drawn.
func (c *cli) noteDrawn(seed uint64) { c.note("seed: %d (repeat with --seed %d)", seed, seed) }

// recorded returns the topology as the cluster remembers it and JSON shows it.
func recorded(spec topology.Spec) cluster.Topology {
	t := cluster.Topology{Kind: spec.Kind, Seed: spec.Seed, Params: make(map[string]any)}
	for name, value := range spec.Values {
		t.Params[name] = value
	}
	if spec.Path != "" {
		t.Params["path"] = spec.Path
	}
	return t
}

// helpWidth is how long a line about a parameter is in the help.
const helpWidth = 100

// topologyHelp describes the kinds and their parameters, for the help of the commands that take
// them.
func topologyHelp() string {
	var b strings.Builder
	b.WriteString("TOPOLOGIES\n")
	for _, kind := range topology.Kinds() {
		fmt.Fprintf(&b, "  %-19s %s\n", kindSynopsis(kind), kind.Summary)
		fmt.Fprintf(&b, "  %-19s   nodes: %s\n", "", kind.Nodes)
		for _, param := range kind.Params {
			name := words(param.Name)
			if !param.Positional() {
				name = "--" + param.Flag
			}
			line := fmt.Sprintf("%s%s: %s; %s", name, defaultNote(param), param.Doc, param.Bounds)
			for _, piece := range wrapped(line, helpWidth) {
				fmt.Fprintf(&b, "  %-19s   %s\n", "", piece)
			}
		}
	}
	return b.String()
}

// kindSynopsis returns how a kind is written on a command line: random [degree].
func kindSynopsis(kind topology.Kind) string {
	for _, param := range kind.Params {
		switch {
		case !param.Positional():
		case param.Default == "":
			return kind.Name + " " + strings.ToUpper(words(param.Name))
		default:
			return kind.Name + " [" + words(param.Name) + "]"
		}
	}
	return kind.Name
}

func defaultNote(param topology.Param) string {
	if param.Default == "" {
		return ""
	}
	return " (default " + param.Default + ")"
}

// words turns the name of a parameter into words: edge probability.
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

// completeTopology offers kinds, and then what the kind takes.
func completeTopology(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var offers []cobra.Completion
	if len(args) == 0 {
		for _, kind := range topology.Kinds() {
			offers = append(offers, cobra.CompletionWithDesc(kind.Name, kind.Summary))
		}
		return offers, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	}
	kind, err := topology.Lookup(args[0])
	if err != nil || len(args) > 1 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, param := range kind.Params {
		if param.Type == topology.Path {
			return nil, cobra.ShellCompDirectiveDefault
		}
		if param.Positional() {
			offers = append(offers, cobra.CompletionWithDesc(param.Default, words(param.Name)+": "+param.Doc))
		}
	}
	return offers, cobra.ShellCompDirectiveNoFileComp
}
