package main

import (
	"context"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"
)

// version is the version of the program, which nodes tell each other too.
const version = "0.1.0"

// versionResult is what version prints with -o json.
type versionResult struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"` // of the source, if it was built from a repository
	Modified bool   `json:"modified"`         // the source was changed since that commit
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

func newVersionCommand(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Long:    "Print the version of gossip, the commit and the Go version that it was built from.\n\n" + exitStatus(),
		Example: "  gossip version\n  gossip version -o json",
		Args:    takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runVersion(cmd.Context(), c)
		},
	}
}

func runVersion(_ context.Context, c *cli) error {
	result := versionResult{
		Version:  version,
		Go:       runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH,
	}
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			switch setting.Key {
			case "vcs.revision":
				result.Commit = setting.Value
			case "vcs.modified":
				result.Modified = setting.Value == "true"
			}
		}
	}
	if c.wantsJSON() {
		return c.printJSON(result)
	}
	c.printf("gossip %s", result.Version)
	if result.Commit != "" {
		c.printf(" (%.12s", result.Commit)
		if result.Modified {
			c.printf(", modified")
		}
		c.printf(")")
	}
	c.printf(" %s %s\n", result.Go, result.Platform)
	return nil
}
