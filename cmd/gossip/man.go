package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// genManResult is what gen-man prints with -o json.
type genManResult struct {
	Files []string `json:"files"`
}

// newManCommand returns the hidden command behind `make man`. The pages are made from the same tree
// as the help, so that they cannot say something else. cobra's own generator reads the help as Markdown,
// and would run the lines of its tables together.
func newManCommand(c *cli) *cobra.Command {
	return &cobra.Command{
		Use:     "gen-man DIR",
		Short:   "Write the man pages into a directory",
		Long:    "Write one man page for each command into a directory, which is created.\n\n" + exitStatus(),
		Example: "  gossip gen-man man",
		Hidden:  true,
		Args:    takes("a directory"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runGenMan(c, cmd.Root(), args[0])
		},
	}
}

func runGenMan(c *cli, root *cobra.Command, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("create the directory of the man pages: %w", err)
	}
	var result genManResult
	for _, cmd := range append([]*cobra.Command{root}, root.Commands()...) {
		if cmd.Hidden || cmd.Name() == "help" {
			continue
		}
		name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
		if err := os.WriteFile(filepath.Join(dir, name), manPage(cmd), 0o644); err != nil {
			return fmt.Errorf("write a man page: %w", err)
		}
		result.Files = append(result.Files, name)
	}
	if c.wantsJSON() {
		return c.printJSON(result)
	}
	for _, name := range result.Files {
		c.printf("%s\n", name)
	}
	return nil
}

// manPage returns the man page of a command.
func manPage(cmd *cobra.Command) []byte {
	var b bytes.Buffer
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-")
	fmt.Fprintf(&b, ".TH %s 1 \"\" \"gossip %s\" \"gossip manual\"\n", roff(strings.ToUpper(name)), version)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(name), roff(cmd.Short))
	if cmd.Runnable() {
		fmt.Fprintf(&b, ".SH SYNOPSIS\n\\fB%s\\fR\n", roff(cmd.UseLine()))
	}
	writeProse(&b, cmd.Long)
	cmd.InitDefaultHelpFlag()
	writeOptions(&b, "OPTIONS", cmd.LocalFlags())
	writeOptions(&b, "SHARED OPTIONS", cmd.InheritedFlags())
	if cmd.HasSubCommands() {
		b.WriteString(".SH COMMANDS\n")
		for _, sub := range cmd.Commands() {
			if sub.IsAvailableCommand() {
				fmt.Fprintf(&b, ".TP\n\\fB%s\\fR\n%s\n", roff(sub.UseLine()), roff(sub.Short))
			}
		}
	}
	if cmd.Example != "" {
		fmt.Fprintf(&b, ".SH EXAMPLES\n.nf\n%s\n.fi\n", roff(cmd.Example))
	}
	writeSeeAlso(&b, cmd)
	return b.Bytes()
}

// writeProse writes the long help. A line in capitals begins a section, an indented line stays as it
// is, other lines flow.
func writeProse(b *bytes.Buffer, text string) {
	b.WriteString(".SH DESCRIPTION\n")
	verbatim := false
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if indented := strings.HasPrefix(line, " "); indented != verbatim && line != "" {
			verbatim = indented
			b.WriteString(map[bool]string{true: ".nf\n", false: ".fi\n"}[verbatim])
		}
		switch {
		case line == "":
			b.WriteString(".PP\n")
		case line == strings.ToUpper(line) && !verbatim:
			fmt.Fprintf(b, ".SH %s\n", roff(line))
		default:
			b.WriteString(roff(line) + "\n")
		}
	}
	if verbatim {
		b.WriteString(".fi\n")
	}
}

func writeOptions(b *bytes.Buffer, title string, flags *pflag.FlagSet) {
	if !flags.HasAvailableFlags() {
		return
	}
	fmt.Fprintf(b, ".SH %s\n", title)
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, usage := pflag.UnquoteUsage(f)
		b.WriteString(".TP\n\\fB")
		if f.Shorthand != "" {
			fmt.Fprintf(b, "\\-%s\\fR, \\fB", f.Shorthand)
		}
		fmt.Fprintf(b, "\\-\\-%s\\fR", roff(f.Name))
		if value != "" && f.Value.Type() != "count" {
			fmt.Fprintf(b, " \\fI%s\\fR", roff(value))
		}
		if preset := f.DefValue; preset != "" && preset != "0" && preset != "false" && preset != "0s" {
			usage += fmt.Sprintf(" (default %s)", preset)
		}
		fmt.Fprintf(b, "\n%s\n", roff(usage))
	})
}

func writeSeeAlso(b *bytes.Buffer, cmd *cobra.Command) {
	b.WriteString(".SH SEE ALSO\n")
	if cmd.HasParent() {
		b.WriteString("\\fBgossip\\fR(1), \\fBgossip\\-exit\\-codes\\fR(1)\n")
		return
	}
	var pages []string
	for _, sub := range cmd.Commands() {
		if !sub.Hidden && sub.Name() != "help" {
			pages = append(pages, fmt.Sprintf("\\fB%s\\fR(1)", roff("gossip-"+sub.Name())))
		}
	}
	b.WriteString(strings.Join(pages, ",\n") + "\n")
}

// roff escapes text for a man page: backslashes, hyphens that are to be copied as such, characters
// beyond ASCII, and what would be a request at the beginning of a line.
func roff(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r > '~':
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	lines := strings.Split(b.String(), "\n")
	for i, line := range lines {
		if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
			lines[i] = `\&` + line
		}
	}
	return strings.Join(lines, "\n")
}
