package main

import (
	"bytes"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// completionResult is what completion prints with -o json.
type completionResult struct {
	Shell  string `json:"shell"`
	Script string `json:"script"`
}

func newCompletionCommand(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:   "completion {bash | zsh | fish | powershell}",
		Short: "Print the completion script for a shell",
		Long: `Print the script that teaches a shell to complete the words of gossip: commands, flags, the names
of networks, the numbers of their nodes, topologies.

  bash        source <(gossip completion bash)
  zsh         gossip completion zsh > "${fpath[1]}/_gossip"
  fish        gossip completion fish > ~/.config/fish/completions/gossip.fish
  powershell  gossip completion powershell | Out-String | Invoke-Expression

` + exitStatus(),
		Example: "  source <(gossip completion bash)",
		Args:    takes("a shell: bash, zsh, fish or powershell"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runCompletion(c, cmd.Root(), args[0])
		},
		ValidArgsFunction: completeFirst(completeWords("bash", "zsh", "fish", "powershell")),
	}
}

func runCompletion(c *cli, root *cobra.Command, shell string) error {
	generate, ok := map[string]func(io.Writer) error{
		"bash":       func(w io.Writer) error { return root.GenBashCompletionV2(w, true) },
		"zsh":        root.GenZshCompletion,
		"fish":       func(w io.Writer) error { return root.GenFishCompletion(w, true) },
		"powershell": root.GenPowerShellCompletionWithDesc,
	}[shell]
	if !ok {
		return &usageError{
			text: fmt.Sprintf("there is no completion for %q", shell),
			hint: "the shells are bash, zsh, fish and powershell",
		}
	}
	var script bytes.Buffer
	if err := generate(&script); err != nil {
		return fmt.Errorf("write the completion script: %w", err)
	}
	if c.wantsJSON() {
		return c.printJSON(completionResult{shell, script.String()})
	}
	_, err := c.out.Write(script.Bytes())
	return err
}
