package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// newExitCodesTopic returns the help topic about exit codes.
func newExitCodesTopic(c *cli) *cobra.Command {
	var b strings.Builder
	b.WriteString("Every command ends with one of these exit codes:\n\n")
	for _, e := range exitCodes() {
		fmt.Fprintf(&b, "  %3d  %s\n", e.Code, e.Meaning)
	}
	b.WriteString(`
With -o json an error is one JSON line on stderr, with the same code in it:

  {"error":"no network named \"demo\" is running","hint":"gossip start-network -N demo","code":10}`)
	return newTopic(c, "exit-codes", "What the exit codes mean", b.String(), exitCodes())
}
