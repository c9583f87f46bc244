package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"gossip/internal/cluster"
	"gossip/internal/gossip"
)

// protocolArgs is the part of a command line that chooses a protocol: --protocol and --param. What
// protocols there are, and what they take, is the table of package gossip; nothing of it is repeated
// here.
type protocolArgs struct {
	name   string
	params paramList
}

// addFlags declares --protocol and --param.
func (p *protocolArgs) addFlags(fs *pflag.FlagSet) {
	fs.StringVar(&p.name, "protocol", gossip.Protocols()[0].Name, "`name` of the protocol by which the nodes talk, see describe-protocol")
	fs.Var(&p.params, "param", "a parameter of the protocol, as `NAME=VALUE`; repeated for each")
}

// rule returns the protocol with its parameters set. What is wrong with them is an error of the
// command line.
func (p *protocolArgs) rule() (*gossip.Rule, error) {
	if _, err := lookupProtocol(p.name); err != nil {
		return nil, err
	}
	if twice := p.params.twice(); twice != "" {
		return nil, &usageError{text: fmt.Sprintf("--param: %s is given twice", twice), hint: "give each parameter once"}
	}
	rule, err := gossip.NewRule(p.name, p.params.values)
	return rule, paramUsage(err)
}

// nodeArgs are the arguments by which a node is told the same: nothing if it is what every node does.
func (p *protocolArgs) nodeArgs() []string {
	var args []string
	if p.name != gossip.Protocols()[0].Name {
		args = append(args, "--protocol", p.name)
	}
	for _, name := range p.params.names {
		args = append(args, "--param", name+"="+p.params.values[name])
	}
	return args
}

// lookupProtocol returns a row of the table of protocols. The hint of the error is the nearest name.
func lookupProtocol(name string) (gossip.Protocol, error) {
	if name == "" {
		return gossip.Protocol{}, &usageError{text: "the name of a protocol cannot be empty", hint: "there are " + strings.Join(protocolNames(), ", ")}
	}
	row, err := gossip.LookupProtocol(name)
	if err == nil {
		return row, nil
	}
	if near := nearest(name, protocolNames()); len(near) > 0 {
		return row, &usageError{text: err.Error(), hint: "did you mean " + alternatives(near) + "?"}
	}
	return row, paramUsage(err)
}

// protocolNames lists the names of all protocols.
func protocolNames() []string {
	var names []string
	for _, row := range gossip.Protocols() {
		names = append(names, row.Name)
	}
	return names
}

// nearest finds those of some names that a word was probably meant to be, by cobra's measure.
func nearest(word string, names []string) []string {
	const changes = 2 // letters
	root := &cobra.Command{SuggestionsMinimumDistance: changes}
	for _, name := range names {
		root.AddCommand(&cobra.Command{Use: name, Run: func(*cobra.Command, []string) {}})
	}
	return root.SuggestionsFor(word)
}

// paramUsage makes an error about a protocol one of the command line.
func paramUsage(err error) error {
	if bad, ok := errors.AsType[*gossip.ParamError](err); ok {
		return &usageError{text: bad.Text, hint: bad.Hint}
	}
	return asUsage(err)
}

// settingsOf returns all parameters of the protocol of a network with their values, and its name. What
// a later version of the program recorded, and this one does not know, stays as it is.
func settingsOf(state cluster.State) (name string, params map[string]string) {
	rule, err := gossip.NewRule(state.Protocol, state.Params)
	if err != nil {
		return state.Protocol, orEmptyMap(state.Params)
	}
	params = make(map[string]string)
	for _, s := range rule.Settings() {
		params[s.Name] = s.Value
	}
	return rule.Protocol().Name, params
}

// orEmptyMap makes JSON write {} instead of null.
func orEmptyMap(m map[string]string) map[string]string {
	if m == nil {
		return map[string]string{}
	}
	return m
}

// protocolHelp lists the protocols, for the help of the commands that take one.
func protocolHelp() string {
	var b strings.Builder
	b.WriteString("PROTOCOLS\n")
	for i, row := range gossip.Protocols() {
		note := ""
		if i == 0 {
			note = " (the default)"
		}
		fmt.Fprintf(&b, "  %-19s %s%s\n", row.Name, row.Summary, note)
	}
	b.WriteString("  gossip describe-protocol NAME lists the parameters of one.\n")
	return b.String()
}

// paramList is a flag value: parameters, one each time it is given. It takes one that is given twice,
// since cobra parses a command line twice to complete it; whoever uses the parameters asks.
type paramList struct {
	names  []string // as they were given
	values map[string]string
}

// Set implements pflag.Value.
func (p *paramList) Set(s string) error {
	name, value, ok := strings.Cut(s, "=")
	if !ok || name == "" || value == "" {
		return errors.New("it must be the name of a parameter and its value, like fanout=2")
	}
	if p.values == nil {
		p.values = make(map[string]string)
	}
	p.names, p.values[name] = append(p.names, name), value
	return nil
}

// twice is a parameter that was given more than once, "" if there is none.
func (p *paramList) twice() string {
	for i, name := range p.names {
		if slices.Contains(p.names[:i], name) {
			return name
		}
	}
	return ""
}

// String implements pflag.Value.
func (p *paramList) String() string {
	words := make([]string, len(p.names))
	for i, name := range p.names {
		words[i] = name + "=" + p.values[name]
	}
	return strings.Join(words, ",")
}

// Type implements pflag.Value. Cobra offers a flag again whose type says that it repeats.
func (p *paramList) Type() string { return "paramArray" }

// completeProtocols offers the protocols.
func completeProtocols(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var words []cobra.Completion
	for _, row := range gossip.Protocols() {
		words = append(words, cobra.CompletionWithDesc(row.Name, row.Summary))
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// completeParams offers the parameters of the protocol that the command line names, and then the
// values that one takes: those that can be listed, or the default.
func completeParams(cmd *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	row, err := gossip.LookupProtocol(cmd.Flag("protocol").Value.String())
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	name, _, chosen := strings.Cut(word, "=")
	given, _ := cmd.Flag("param").Value.(*paramList)
	var words []cobra.Completion
	for _, p := range row.Params {
		if !chosen {
			if _, taken := given.values[p.Name]; !taken {
				words = append(words, cobra.CompletionWithDesc(p.Name+"=", p.Doc))
			}
			continue
		}
		if p.Name != name {
			continue
		}
		for _, value := range listed(p) {
			words = append(words, name+"="+value)
		}
	}
	directive := cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
	if !chosen {
		directive |= cobra.ShellCompDirectiveNoSpace
	}
	return words, directive
}

// listed returns the values of a parameter that are worth offering.
func listed(p gossip.Param) []string {
	switch p.Type {
	case gossip.Choice:
		return p.Choices
	case gossip.Boolean:
		return []string{"true", "false"}
	}
	return []string{p.Default}
}

var _ pflag.Value = (*paramList)(nil)
