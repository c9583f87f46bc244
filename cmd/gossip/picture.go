package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"gossip/internal/cluster"
	"gossip/internal/render"
	"gossip/topology"
)

// drawingEndings are the endings of the files that a network can be written to.
func drawingEndings() []string {
	return []string{"svg", "png", "pdf", "dot", "gexf", "graphml", "json"}
}

// completeDrawings offers files with those endings.
func completeDrawings(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return drawingEndings(), cobra.ShellCompDirectiveFilterFileExt
}

// picture is a file that a network is to be written to: a drawing or an export.
type picture struct {
	path   string
	draw   bool
	render render.Format   // if draw
	export topology.Format // if not
}

// newPicture returns the picture for a path, whose ending names the format. The file can be written,
// as far as that can be found out beforehand.
func newPicture(path string) (picture, error) {
	p := picture{path: path}
	var err error
	if p.render, err = render.FormatFromPath(path); err == nil {
		p.draw = true
	} else if p.export, err = topology.FormatFromPath(path); err != nil {
		return p, &usageError{
			text: fmt.Sprintf("cannot draw to %q: its ending names no format", path),
			hint: "drawings end in .svg, .png or .pdf, exports in .dot, .gexf, .graphml or .json",
		}
	}
	if err := checkWritable(path); err != nil {
		return p, &usageError{
			text: fmt.Sprintf("cannot write the picture: %v", err),
			hint: "name a file in a directory that exists and that you may write to",
		}
	}
	return p, nil
}

// checkWritable finds out whether a file can be created or replaced, and leaves nothing behind.
func checkWritable(path string) error {
	if info, err := os.Stat(path); err == nil {
		if info.IsDir() {
			return fmt.Errorf("%s is a directory", path)
		}
		if !info.Mode().IsRegular() {
			return nil
		}
	}
	dir := filepath.Dir(path)
	probe, err := os.CreateTemp(dir, ".gossip-*")
	if failure, ok := errors.AsType[*fs.PathError](err); ok {
		return fmt.Errorf("directory %s: %w", dir, failure.Err)
	}
	if err != nil {
		return err
	}
	probe.Close()
	return os.Remove(probe.Name())
}

// save draws or exports a graph.
func (p picture) save(state cluster.State, graph *topology.Graph, hollow []int) error {
	return saveFile(p.path, func(w io.Writer) error { return p.write(w, state, graph, hollow) })
}

func (p picture) write(w io.Writer, state cluster.State, graph *topology.Graph, hollow []int) error {
	if !p.draw {
		return topology.Write(w, graph, p.export, exportOptions(state))
	}
	return render.Draw(w, graph, p.render, render.Options{
		Title:  pictureTitle(state),
		Kind:   state.Topology.Kind,
		Groups: groupsOf(state, graph),
		Hollow: hollow,
		Seed:   state.Topology.Seed,
	})
}

// pictureTitle says what the picture shows; how large the graph is stands below it.
func pictureTitle(state cluster.State) string {
	return fmt.Sprintf("Gossip network %q: %s", state.Network, state.Topology.Kind)
}

// extent says how large a graph is: 16 nodes, 24 edges.
func extent(graph *topology.Graph) string {
	return amount(graph.Len(), "node") + ", " + amount(graph.EdgeCount(), "edge")
}

// groupsOf returns the partition of each node of the graph by its index, nil if there are none.
func groupsOf(state cluster.State, graph *topology.Graph) []int {
	partitionOf := partitions(state)
	if partitionOf == nil {
		return nil
	}
	groups := make([]int, graph.Len())
	for i := range groups {
		groups[i] = partitionOf(graph.ID(i))
	}
	return groups
}

// plotDefault is what --plot means without a file. The shell of the user shows it in the help.
const plotDefault = "<network>.svg"

// plotFlag is the flag --plot[=FILE].
type plotFlag struct {
	given   bool
	path    string // "" for the default
	picture picture
}

// Set implements pflag.Value.
func (f *plotFlag) Set(s string) error {
	if s == plotDefault {
		f.given, f.path = true, ""
		return nil
	}
	f.given = true
	return newFilled(&f.path, "", aFile).Set(s)
}

// String implements pflag.Value.
func (f *plotFlag) String() string { return f.path }

// Type implements pflag.Value.
func (f *plotFlag) Type() string { return "FILE" }

// strayFile finds the file name of `--plot x.svg` among the arguments: what has no = before it is
// not the flag's.
func (f *plotFlag) strayFile(args []string) error {
	if !f.given || f.path != "" || len(args) == 0 || args[0] == topology.File && len(args) == 2 {
		return nil
	}
	last := args[len(args)-1]
	ending := strings.TrimPrefix(strings.ToLower(filepath.Ext(last)), ".")
	for _, known := range drawingEndings() {
		if ending == known {
			return &usageError{text: fmt.Sprintf("%q is not part of a topology", last),
				hint: fmt.Sprintf("for a picture in that file write --plot=%s", last)}
		}
	}
	return nil
}

// validate finds out whether the picture can be written.
func (f *plotFlag) validate(network string) (err error) {
	if !f.given {
		return nil
	}
	path := f.path
	if path == "" {
		path = network + ".svg"
	}
	f.picture, err = newPicture(path)
	return err
}

// save writes the picture, if one was asked for.
func (f *plotFlag) save(state cluster.State, graph *topology.Graph, hollow []int) error {
	if !f.given {
		return nil
	}
	return f.picture.save(state, graph, hollow)
}
