package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gossip/internal/client"
	"gossip/internal/cluster"
)

// answerTimeout bounds the answer of one node to one request. It is long enough for a store full of
// messages.
const answerTimeout = time.Minute

// outputFormat is a value of --output.
type outputFormat string

// The values of --output.
const (
	outputText outputFormat = "text"
	outputJSON outputFormat = "json"
)

// cli is what every command works with: the streams and the values of the flags that all commands
// share.
type cli struct {
	streams
	network  string
	stateDir string
	output   outputFormat
	noColor  bool

	running bool // the command line was understood, and a command is at work
}

// newCLI returns a cli with the defaults, which the environment may set.
func newCLI(s streams) *cli {
	c := &cli{streams: s, network: "default", output: outputText}
	if name := s.getenv("GOSSIP_NETWORK"); name != "" {
		c.network = name
	}
	return c
}

// addFlags declares the flags that all commands share.
func (c *cli) addFlags(fs *pflag.FlagSet) {
	fs.StringVarP(&c.network, "network", "N", c.network, "`name` of the network (or GOSSIP_NETWORK)")
	fs.StringVar(&c.stateDir, "state-dir", "", "`directory` of the networks' state (or GOSSIP_STATE_DIR; default $XDG_STATE_HOME/gossip)")
	fs.VarP(newChoice(&c.output, outputText, outputJSON), "output", "o", "output format: text or json")
	fs.BoolVar(&c.noColor, "no-color", false, "never color the output (or NO_COLOR)")
}

// begin is called when the command line was understood, before the command runs. What is wrong with
// the shared flags is found here, before any network is looked for.
func (c *cli) begin(cmd *cobra.Command, _ []string) error {
	if err := cmd.ValidateRequiredFlags(); err != nil {
		return usagef("%v", err)
	}
	if err := cluster.ValidName(c.network); err != nil {
		return asUsage(err)
	}
	c.running = true
	return nil
}

// wantsJSON reports whether results are to be JSON.
func (c *cli) wantsJSON() bool { return c.output == outputJSON }

// home returns the root of the networks' state.
func (c *cli) home() (cluster.Home, error) {
	if c.stateDir != "" {
		dir, err := filepath.Abs(c.stateDir)
		return cluster.Home{Dir: dir}, err
	}
	dir, err := cluster.DefaultDir(c.getenv)
	return cluster.Home{Dir: dir}, err
}

// open returns the network that the command is about.
func (c *cli) open() (*cluster.Network, error) {
	home, err := c.home()
	if err != nil {
		return nil, err
	}
	return home.Open(c.network)
}

// openWith opens the network and makes sure that it has the given nodes.
func (c *cli) openWith(ids ...int) (*cluster.Network, error) {
	network, err := c.open()
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if err := checkNode(network, id); err != nil {
			return nil, err
		}
	}
	return network, nil
}

// dial opens the network and connects to one of its nodes.
func (c *cli) dial(ctx context.Context, id int) (*cluster.Network, *client.Client, error) {
	network, err := c.openWith(id)
	if err != nil {
		return nil, nil, err
	}
	node, err := network.Dial(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	return network, node, nil
}

// collect sets how much garbage, in percent of what is in use, brings the collector in, unless the
// environment says so itself.
func (c *cli) collect(percent int) {
	if c.getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// seldom is a percentage for simulations of small networks: thousands of runs that each leave a
// megabyte behind would keep the collector busy all the time.
const seldom = 800

// sometimes is one for networks with a million packets on their way: collected often, they would spend half
// of their time on that, and the half of a gigabyte that they take so is not missed.
const sometimes = 200

// often is one for large networks, which keep nearly all that they take.
const often = 100

// asksForJSON finds -o json in a command line that could not be parsed.
func asksForJSON(args []string) bool {
	for i, arg := range args {
		if arg == "--" {
			return false
		}
		value, ok := strings.CutPrefix(arg, "--output=")
		if !ok && len(arg) > 2 {
			value, ok = strings.CutPrefix(arg, "-o")
			value = strings.TrimPrefix(value, "=")
		}
		if !ok && (arg == "-o" || arg == "--output") && i+1 < len(args) {
			value, ok = args[i+1], true
		}
		if ok && value == string(outputJSON) {
			return true
		}
	}
	return false
}

// flagError explains an error of the flag parser in our words.
func flagError(cmd *cobra.Command, err error) error {
	if !cmd.HasParent() && cmd.Flags().NArg() > 0 {
		return unknownCommand(cmd, cmd.Flags().Arg(0))
	}
	hint := fmt.Sprintf("%s --help", cmd.CommandPath())
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return &usageError{
			text: fmt.Sprintf("%q is not a value for --%s: %v", invalid.GetValue(), invalid.GetFlag().Name, refusal(invalid.GetFlag(), errors.Unwrap(invalid))),
			hint: hint,
		}
	}
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		if digits := unknown.GetSpecifiedShortnames(); digits != "" && '0' <= digits[0] && digits[0] <= '9' {
			what := "a node: the numbers of nodes are positive"
			if cmd.Flags().Lookup("rewire-probability") != nil { // it takes a topology
				what = "a parameter: those of topologies are not negative"
			}
			return &usageError{
				text: fmt.Sprintf("-%s is neither a flag nor %s", digits, what),
				hint: `a text that begins with "-" goes after --`,
			}
		}
		hint += "\n" + `what begins with "-" and is no flag goes after --`
	}
	return &usageError{text: err.Error(), hint: hint}
}
