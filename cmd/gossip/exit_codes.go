package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
)

// newExitCodesTopic returns the help topic about exit codes; it is no command, for it has nothing to
// run.
func newExitCodesTopic(*cli) *cobra.Command {
	var b strings.Builder
	b.WriteString("Every command ends with one of these exit codes:\n\n")
	for _, c := range exitCodes() {
		fmt.Fprintf(&b, "  %3d  %s\n", c.Code, c.Meaning)
	}
	b.WriteString(`
With -o json an error is one JSON line on stderr, with the same code in it:

  {"error":"no network named \"demo\" is running","hint":"gossip start-network -N demo","code":10}`)
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long:  b.String(),
	}
}
