package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
	"github.com/spf13/pflag"
)

// The keys of a scenario that are no flags.
const (
	topologyKey = "topology"
	paramsKey   = "params"
	faultKey    = "fault"
)

// largestScenario is how many bytes a scenario has at most.
const largestScenario = 1 << 20

// scenarioFile is a scenario while it is read: its values go where those of flags go.
type scenarioFile struct {
	path    string
	text    string
	opts    *simulateOptions
	flags   *pflag.FlagSet
	noFault bool // flags say what goes wrong
}

// readScenario reads the scenario file. What was given on the command line stays.
func (o *simulateOptions) readScenario(ctx context.Context, fs *pflag.FlagSet) error {
	content, err := readInput(ctx, o.scenario, largestScenario)
	if err != nil && ctx.Err() == nil {
		return &usageError{text: fmt.Sprintf("--scenario: %v", err), hint: "name a TOML file, see SCENARIOS in gossip simulate --help"}
	}
	if err != nil {
		return err
	}
	if len(bytes.TrimSpace(content)) == 0 {
		return &usageError{text: fmt.Sprintf("--scenario %s: there is nothing in it", o.scenario), hint: "leave it out, or see SCENARIOS in gossip simulate --help"}
	}
	s := scenarioFile{path: o.scenario, text: string(content), opts: o, flags: fs, noFault: fs.Changed(faultKey)}
	values := make(map[string]any)
	meta, err := toml.Decode(s.text, &values)
	if bad, ok := errors.AsType[toml.ParseError](err); ok {
		return s.malformed(bad)
	}
	if err != nil {
		return usagef("%s: %v", o.scenario, err)
	}
	given := make(map[string]bool)
	fs.Visit(func(f *pflag.Flag) { given[f.Name] = true })
	seen := make(map[string]bool)
	for _, key := range meta.Keys() { // in the order of the file
		if seen[key[0]] {
			continue
		}
		seen[key[0]] = true
		if err := s.take(key[0], values[key[0]], given[key[0]]); err != nil {
			return err
		}
	}
	return nil
}

// malformed is the error for what is no TOML. Its whole numbers end at 2^63-1, but seeds do not.
func (s *scenarioFile) malformed(bad toml.ParseError) error {
	e := &usageError{text: fmt.Sprintf("%s, line %d: %s", s.path, bad.Position.Line, bad.Message)}
	if bad.LastKey != "seed" {
		return e
	}
	at := min(max(bad.Position.Start, 0), len(s.text))
	literal := s.text[at:min(at+max(bad.Position.Len, 0), len(s.text))]
	switch seed, err := strconv.ParseUint(literal, 0, 64); {
	case errors.Is(err, strconv.ErrRange):
		return s.fail("see gossip simulate --help", []string{"seed"}, "seed: %v", new(optionalSeed).Set(literal))
	case err == nil && seed > math.MaxInt64:
		return s.fail(fmt.Sprintf(`write it as a text: seed = "%d"`, seed), []string{"seed"},
			"seed: a number in TOML is at most %d", int64(math.MaxInt64))
	}
	return e
}

// fail is an error about a key, with its line.
func (s *scenarioFile) fail(hint string, key []string, format string, args ...any) error {
	where := s.path
	if line := lineOfKey(s.text, key); line > 0 {
		where += fmt.Sprintf(", line %d", line)
	}
	return &usageError{text: where + ": " + fmt.Sprintf(format, args...), hint: hint}
}

// take takes the value of one key.
func (s *scenarioFile) take(key string, value any, given bool) error {
	switch key {
	case topologyKey:
		text, ok := scenarioValue(value)
		if !ok || strings.TrimSpace(text) == "" {
			return s.fail(`write a text such as "random 3"`, []string{key}, "%s must be a text", key)
		}
		if len(s.opts.args) == 0 {
			s.opts.args = strings.Fields(text)
		}
		return nil
	case paramsKey:
		table, ok := value.(map[string]any)
		if !ok {
			return s.fail("write [params], and below it a line such as k = 3", []string{key}, "%s must be a table", key)
		}
		return s.takeParams(table)
	case faultKey:
		return s.takeFaults(value)
	}
	flag := s.flags.Lookup(key)
	if flag == nil || slices.Contains(beyondScenarios(), key) {
		return s.unknown(key)
	}
	if given {
		return nil
	}
	text, ok := scenarioValue(value)
	if !ok {
		return s.fail("see gossip simulate --help", []string{key}, "%s must be a number, a text, a truth, or a list of those", key)
	}
	if err := s.flags.Set(key, text); err != nil {
		if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
			err = refusal(flag, errors.Unwrap(invalid))
		}
		return s.fail("see gossip simulate --help", []string{key}, "%s: %v", key, err)
	}
	return nil
}

// beyondScenarios lists the flags that have no meaning in a scenario.
func beyondScenarios() []string {
	return []string{"scenario", "help", "output", "param", "network", "state-dir", "no-color"}
}

// unknown refuses a key.
func (s *scenarioFile) unknown(key string) error {
	names := []string{topologyKey, paramsKey}
	s.flags.VisitAll(func(f *pflag.Flag) {
		if !slices.Contains(beyondScenarios(), f.Name) {
			names = append(names, f.Name)
		}
	})
	hint := "its keys are " + strings.Join(names, ", ")
	if near := nearest(strings.ReplaceAll(key, "_", "-"), names); len(near) > 0 {
		hint = "did you mean " + alternatives(near) + "?"
	}
	return s.fail(hint, []string{key}, "there is no key %q in a scenario", key)
}

// takeParams takes the parameters of the protocol, those that were not given.
func (s *scenarioFile) takeParams(table map[string]any) error {
	params := &s.opts.protocol.params
	var names []string
	for name := range table {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { // as they stand in the file
		return lineOfKey(s.text, []string{paramsKey, a}) - lineOfKey(s.text, []string{paramsKey, b})
	})
	for _, name := range names {
		if _, given := params.values[name]; given {
			continue
		}
		text, ok := scenarioValue(table[name])
		if !ok || text == "" {
			return s.fail("see gossip describe-protocol", []string{paramsKey, name}, "%s must be a number, a text, a truth, or a list of those", name)
		}
		if err := s.flags.Set("param", name+"="+text); err != nil {
			return s.fail("see gossip describe-protocol", []string{paramsKey, name}, "%s: %v", name, err)
		}
	}
	return nil
}

// takeFaults takes what goes wrong: tables, or texts as --fault takes them.
func (s *scenarioFile) takeFaults(value any) error {
	const hint = `write "crash 30% at 2s", or a table [[fault]]`
	if s.noFault {
		return nil
	}
	switch value := value.(type) {
	case string:
		s.opts.faults = append(s.opts.faults, value)
	case map[string]any:
		s.opts.faultTables = append(s.opts.faultTables, value)
	case []map[string]any:
		s.opts.faultTables = append(s.opts.faultTables, value...)
	case []any:
		for _, each := range value {
			if _, nested := each.([]any); nested {
				return s.fail(hint, []string{faultKey}, "a fault cannot be a list")
			}
			if err := s.takeFaults(each); err != nil {
				return err
			}
		}
	default:
		return s.fail(hint, []string{faultKey}, "a fault must be a text or a table")
	}
	return nil
}

// scenarioValue writes a value as a flag takes it.
func scenarioValue(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return strconv.FormatFloat(v, 'g', -1, 64), true
	case bool:
		return strconv.FormatBool(v), true
	case []any:
		words := make([]string, len(v))
		for i, each := range v {
			text, ok := scenarioValue(each)
			if _, nested := each.([]any); nested || !ok {
				return "", false
			}
			words[i] = text
		}
		return strings.Join(words, ","), len(words) > 0
	}
	return "", false
}

// lineOfKey finds the line of a key, which may stand in a table; 0 if it is written in a way that is
// not found.
func lineOfKey(text string, key []string) int {
	table := ""
	number := 0
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			table = strings.Trim(strings.TrimSpace(strings.SplitN(line, "#", 2)[0]), "[] ")
			if len(key) == 1 && table == key[0] {
				return number
			}
			continue
		}
		name, _, ok := strings.Cut(line, "=")
		name = strings.Trim(strings.TrimSpace(name), `"'`)
		if ok && (table == "" && name == strings.Join(key, ".") || len(key) == 2 && table == key[0] && name == key[1]) {
			return number
		}
	}
	return 0
}
