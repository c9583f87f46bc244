package main

import (
	"strings"

	"github.com/spf13/cobra"

	"gossip/internal/gossip"
)

// protocolResult is one protocol as describe-protocol prints it with -o json.
type protocolResult struct {
	Name       string        `json:"name"`
	Summary    string        `json:"summary"`
	Doc        string        `json:"doc"`
	Source     string        `json:"source"`
	Promises   bool          `json:"promises"`   // every living node gets every accepted message
	Aggregates bool          `json:"aggregates"` // it spreads no messages, and computes something from values
	Params     []paramResult `json:"params"`
}

// paramResult is one parameter of protocolResult. Values are written as --param takes them.
type paramResult struct {
	Name    string           `json:"name"`
	Type    gossip.ParamType `json:"type"`
	Unit    string           `json:"unit,omitempty"`
	Min     string           `json:"min,omitempty"`
	Max     string           `json:"max,omitempty"`
	ZeroOff bool             `json:"zero_is_off,omitempty"` // 0 is allowed below min
	Bounds  string           `json:"bounds"`
	Choices []string         `json:"choices,omitempty"`
	Default string           `json:"default"`
	Doc     string           `json:"doc"`
	Source  string           `json:"source"` // of the default
}

func newDescribeProtocolCommand(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "describe-protocol [NAME]",
		Short: "Explain the protocols and their parameters",
		Long: `List the protocols by which messages can spread; or explain one: its rule, where that was published,
what it promises, and its parameters, each with its bounds, its default, and where the default comes
from. They are chosen with start-network --protocol NAME --param NAME=VALUE.

All of them but rumor bring every accepted message to every living node, as long as the living nodes
are connected or become so. rumor alone is probabilistic by nature. pushsum and averaging spread no
messages: each node has a value, and they compute the mean.

` + exitStatus(),
		Example: "  gossip describe-protocol\n  gossip describe-protocol rumor\n  gossip describe-protocol plumtree -o json",
		Args:    takes("[the name of a protocol]"),
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return listProtocols(c)
			}
			row, err := lookupProtocol(args[0])
			if err != nil {
				return err
			}
			if c.wantsJSON() {
				return c.printJSON(newProtocolResult(row))
			}
			return printProtocol(c, row)
		},
		ValidArgsFunction: completeFirst(completeProtocols),
	}
}

func listProtocols(c *cli) error {
	rows := gossip.Protocols()
	if c.wantsJSON() {
		results := make([]protocolResult, len(rows))
		for i, row := range rows {
			results[i] = newProtocolResult(row)
		}
		return c.printJSON(results)
	}
	var t table
	t.row("PROTOCOL", "REACHES", "RULE")
	for _, row := range rows {
		reaches := "every node"
		switch {
		case row.Aggregates:
			reaches = "-"
		case !row.Promises:
			reaches = "most nodes"
		}
		t.row(row.Name, reaches, row.Summary)
	}
	return t.write(c.out)
}

// printProtocol prints one protocol, and its parameters as a table.
func printProtocol(c *cli, row gossip.Protocol) error {
	c.printf("%s: %s\n\n%s\n\n", row.Name, row.Summary, strings.TrimSpace(row.Doc))
	var head table
	head.row("source", row.Source)
	head.row("promise", promise(row))
	if err := head.write(c.out); err != nil {
		return err
	}
	if len(row.Params) == 0 {
		c.printf("\nIt has no parameters.\n")
		return nil
	}
	c.printf("\n")
	var t table
	t.row("PARAMETER", "TYPE", "BOUNDS", "DEFAULT")
	for _, p := range row.Params {
		t.row(p.Name, typeText(p), p.Bounds(), p.Default)
	}
	if err := t.write(c.out); err != nil {
		return err
	}
	// What a parameter means, and where its default comes from, are sentences: no column is wide enough.
	for _, p := range row.Params {
		c.printf("\n%s\n", p.Name)
		printWrapped(c, p.Doc)
		printWrapped(c, "default "+p.Default+": "+p.Source)
	}
	return nil
}

// promise says what a protocol promises.
func promise(row gossip.Protocol) string {
	switch {
	case row.Aggregates:
		return "no messages are spread; all estimates approach one number, which is right if nothing is lost"
	case row.Promises:
		return "every living node gets every accepted message, once the living nodes are connected"
	}
	return "none: " + row.Name + " alone is probabilistic by nature, and a message may miss nodes"
}

// typeText is the type of a parameter, with the unit if its values don't carry one.
func typeText(p gossip.Param) string {
	if p.Unit == "" {
		return string(p.Type)
	}
	return string(p.Type) + " (" + p.Unit + ")"
}

// printWrapped prints a sentence, indented, in lines that fit a terminal.
func printWrapped(c *cli, text string) {
	const width = 96
	for _, line := range wrapped(text, width) {
		c.printf("  %s\n", line)
	}
}

// wrapped breaks a text into lines of at most width bytes, where no word is longer.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		switch {
		case line == "":
			line = word
		case len(line)+1+len(word) > width:
			lines, line = append(lines, line), word
		default:
			line += " " + word
		}
	}
	return append(lines, line)
}

func newProtocolResult(row gossip.Protocol) protocolResult {
	r := protocolResult{Name: row.Name, Summary: row.Summary, Doc: row.Doc, Source: row.Source,
		Promises: row.Promises, Aggregates: row.Aggregates, Params: make([]paramResult, len(row.Params))}
	for i, p := range row.Params {
		r.Params[i] = paramResult{Name: p.Name, Type: p.Type, Unit: p.Unit, Bounds: p.Bounds(), Choices: p.Choices,
			ZeroOff: p.Optional, Default: p.Default, Doc: p.Doc, Source: p.Source}
		if p.Type == gossip.Duration || p.Type == gossip.Integer {
			r.Params[i].Min, r.Params[i].Max = p.Format(p.Min), p.Format(p.Max)
		}
	}
	return r
}
