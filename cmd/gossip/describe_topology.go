package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
	"gossip/topology"
)

// describeTopologyOptions are the arguments and flags of describe-topology.
type describeTopologyOptions struct {
	args     []string // KIND [PARAM]
	topology topologyArgs
	nodes    int
	exact    bool
}

// describeTopologyResult is what describe-topology prints with -o json.
type describeTopologyResult struct {
	Topology cluster.Topology `json:"topology"`
	topology.Description
	FileIDs []int `json:"file_ids,omitempty"` // of nodes 1, 2, ... in the file of the topology, if they were others
}

func newDescribeTopologyCommand(c *cli) *cobra.Command {
	var opts describeTopologyOptions
	cmd := &cobra.Command{
		Use:   "describe-topology KIND [PARAM]",
		Short: "Measure a topology, without a network",
		Long: `Lay out a topology and say what it is like: nodes, edges, degrees, diameter, mean path length,
clustering, connectivity (how many nodes must fail before the rest can split) and spectral gap. Up to
a million nodes and more; what cannot be computed exactly at a size is sampled, and said to be.

` + topologyHelp() + "\n" + exitStatus(),
		Example: `  gossip describe-topology random 3 -n 16
  gossip describe-topology powerlaw -n 100000 --seed 1
  gossip describe-topology file edges.txt -o json`,
		Args: takes("KIND: "+alternatives(kindNames()), "[the parameter of the kind]"),
		RunE: func(cmd *cobra.Command, args []string) error {
			opts.args = args
			return runDescribeTopology(cmd.Context(), c, &opts)
		},
		ValidArgsFunction: completeTopology,
	}
	fs := cmd.Flags()
	fs.VarP(newBoundedInt(&opts.nodes, 16, bounds{1, topology.MaxNodes}), "num-nodes", "n", "number of nodes")
	opts.topology.addFlags(fs)
	fs.BoolVar(&opts.exact, "exact", false, "compute every figure exactly, however long it takes")
	registerCompletions(cmd, map[string]completer{"num-nodes": completeNothing, "seed": completeNothing})
	return cmd
}

// kindNames lists the names of all kinds.
func kindNames() []string {
	var names []string
	for _, kind := range topology.Kinds() {
		names = append(names, kind.Name)
	}
	return names
}

func runDescribeTopology(ctx context.Context, c *cli, opts *describeTopologyOptions) error {
	spec, err := opts.topology.spec(opts.args, opts.nodes)
	if err != nil {
		return err
	}
	opts.topology.noteSeed(c, spec)
	measured, err := measure(ctx, spec, topology.DescribeOptions{Exact: opts.exact})
	if err != nil {
		return err
	}
	if c.wantsJSON() {
		return c.printJSON(describeTopologyResult{recorded(spec), measured.Description, measured.fileIDs})
	}
	noteRenumbered(c, measured.fileIDs)
	return printDescription(c, spec, measured.Description)
}

// measuredTopology is a graph, described.
type measuredTopology struct {
	topology.Description
	fileIDs []int // see topology.Graph.Renumbered
}

// measure lays out a graph and describes it. That can take minutes, and cannot be interrupted from
// within: it is left behind when the context ends, as the process does right after.
func measure(ctx context.Context, spec topology.Spec, opts topology.DescribeOptions) (measuredTopology, error) {
	type outcome struct {
		measured measuredTopology
		err      error
	}
	done := make(chan outcome, 1)
	go func() {
		graph, err := topology.Generate(spec)
		if err != nil {
			done <- outcome{err: unusableGraph(spec, err)}
			return
		}
		done <- outcome{measured: measuredTopology{topology.Describe(graph, opts), graph.Renumbered()}}
	}()
	select {
	case o := <-done:
		return o.measured, o.err
	case <-ctx.Done():
		return measuredTopology{}, ctx.Err()
	}
}

func printDescription(c *cli, spec topology.Spec, d topology.Description) error {
	var t table
	t.row("topology", describeSpec(spec))
	t.row("nodes", strconv.Itoa(d.Nodes))
	t.row("edges", strconv.Itoa(d.Edges))
	t.row("degree", degreeText(d.Degree))
	if d.Components != 1 {
		t.row("components", fmt.Sprintf("%d, the largest of %s", d.Components, amount(d.LargestComponent, "node")))
	}
	for _, row := range []struct {
		name   string
		figure topology.Figure
	}{
		{"diameter", d.Diameter}, {"mean path length", d.MeanPathLength}, {"clustering", d.Clustering},
		{"transitivity", d.Transitivity}, {"connectivity", d.Connectivity}, {"spectral gap", d.SpectralGap},
	} {
		t.row(row.name, figureText(row.figure))
	}
	return t.write(c.out)
}

// describeSpec writes a spec as the command line that it came from: random degree 3, seed 7.
func describeSpec(spec topology.Spec) string {
	kind, err := topology.Lookup(spec.Kind)
	if err != nil {
		return spec.Kind
	}
	parts := []string{spec.Kind}
	for _, param := range kind.Params {
		if value, ok := spec.Values[param.Name]; ok {
			parts = append(parts, words(param.Name)+" "+strconv.FormatFloat(value, 'g', 6, 64))
		}
	}
	if spec.Path != "" {
		parts = append(parts, printable(spec.Path))
	}
	if kind.Random {
		parts = append(parts, fmt.Sprintf("seed %d", spec.Seed))
	}
	return strings.Join(parts, ", ")
}

// shownDegrees is how many degrees of a distribution are listed.
const shownDegrees = 8

// degreeText writes a degree distribution in one line.
func degreeText(d topology.DegreeSummary) string {
	if len(d.Counts) == 1 {
		return fmt.Sprintf("%d everywhere", d.Min)
	}
	text := fmt.Sprintf("%d to %d, mean %s", d.Min, d.Max, number(d.Mean))
	if len(d.Counts) > shownDegrees {
		return text + fmt.Sprintf(" (%d different degrees)", len(d.Counts))
	}
	var counts []string
	for _, count := range d.Counts {
		counts = append(counts, fmt.Sprintf("%d of degree %d", count.Nodes, count.Degree))
	}
	return text + " (" + strings.Join(counts, ", ") + ")"
}

// figureText writes a figure and its standing.
func figureText(f topology.Figure) string {
	text := number(f.Value)
	if !f.Exact {
		text = "about " + text
	}
	if f.How != "" {
		text += " (" + f.How + ")"
	}
	return text
}

// number writes a number with up to four digits behind the point.
func number(x float64) string {
	if x != 0 && x < 0.001 && x > -0.001 {
		return strconv.FormatFloat(x, 'g', 3, 64)
	}
	text := strconv.FormatFloat(x, 'f', 4, 64)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
