package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"gossip/internal/client"
)

// scriptExits runs a command and requires its exit code: exits 10 gossip list-nodes.
func scriptExits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE command [argument...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%v exits with %d, not %d", args[1:], got, want)
	}
}

// scriptJSON requires values in the JSON of the last command: json stdout nodes.0.state running. A path
// of * stands for all elements of a list, and len for its length.
func scriptJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 3 {
		ts.Fatalf("usage: [!] json stdout|stderr path value")
	}
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &v); err != nil {
		ts.Fatalf("not JSON: %v", err)
	}
	got := lookUp(v, strings.Split(args[1], "."))
	if (got == args[2]) == neg {
		ts.Fatalf("%s is %s", args[1], got)
	}
}

// lookUp follows a path into a JSON value, and returns what is there as text: a string as it is,
// anything else as JSON, "missing" if there is nothing.
func lookUp(v any, path []string) string {
	if len(path) == 0 {
		if text, ok := v.(string); ok {
			return text
		}
		text, err := json.Marshal(v)
		if err != nil {
			return err.Error()
		}
		return string(text)
	}
	switch v := v.(type) {
	case map[string]any:
		if inner, ok := v[path[0]]; ok {
			return lookUp(inner, path[1:])
		}
	case []any:
		if path[0] == "len" {
			return strconv.Itoa(len(v))
		}
		if path[0] == "*" {
			all := make([]string, len(v))
			for i, inner := range v {
				all[i] = lookUp(inner, path[1:])
			}
			return strings.Join(all, ",")
		}
		if i, err := strconv.Atoi(path[0]); err == nil && i >= 0 && i < len(v) {
			return lookUp(v[i], path[1:])
		}
	}
	return "missing"
}

// scriptUntil runs a command again and again until its output contains a text, for what takes its
// time: until dead gossip list-nodes.
func scriptUntil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until text command [argument...]")
	}
	repeat(ts, args[1:], func(out string) bool { return strings.Contains(out, args[0]) })
}

// scriptAwait runs a command again and again until the JSON that it prints has a value, in the
// form of scriptJSON: await messages.0.paths.len 3 gossip get-messages 10 -o json.
func scriptAwait(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: await path value command [argument...]")
	}
	repeat(ts, args[2:], func(out string) bool {
		var v any
		return json.Unmarshal([]byte(out), &v) == nil && lookUp(v, strings.Split(args[0], ".")) == args[1]
	})
}

// repeat runs a command until it succeeds and its output is good.
func repeat(ts *testscript.TestScript, command []string, good func(stdout string) bool) {
	eventually(ts, "the output that was waited for of "+strings.Join(command, " "), func(context.Context) bool {
		return ts.Exec(command[0], command[1:]...) == nil && good(ts.ReadFile("stdout"))
	})
}

// eventually asks until something is so, and fails the script if it takes too long.
func eventually(ts *testscript.TestScript, what string, so func(context.Context) bool) {
	const patience = 2 * time.Minute
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	ticker := time.NewTicker(20 * time.Millisecond)
	defer ticker.Stop()
	for !so(ctx) {
		select {
		case <-ctx.Done():
			ts.Fatalf("not within %v: %s", patience, what)
		case <-ticker.C:
		}
	}
}

// scriptGet puts a value of the JSON of the last command, found as by scriptJSON, into an environment
// variable: get VICTIM nodes.2.pid.
func scriptGet(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: get VARIABLE path")
	}
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile("stdout")), &v))
	ts.Setenv(args[0], lookUp(v, strings.Split(args[1], ".")))
}

// scriptListens waits until a node says in its log where it listens, and puts that into an environment
// variable: listens ADDR log. A node that was given the port 0 has one that nobody else can take.
func scriptListens(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: listens VARIABLE log")
	}
	started := regexp.MustCompile(`msg="node started".* addr=(\S+)`)
	eventually(ts, "a node has started, says "+args[1], func(context.Context) bool {
		log, _ := os.ReadFile(ts.MkAbs(args[1]))
		found := started.FindSubmatch(log)
		if found != nil {
			ts.Setenv(args[0], string(found[1]))
		}
		return found != nil
	})
}

// scriptAnswers waits until a node answers at an address.
func scriptAnswers(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: answers HOST:PORT")
	}
	eventually(ts, "a node answers at "+args[0], func(ctx context.Context) bool {
		c, err := client.Dial(ctx, args[0])
		if err != nil {
			return false
		}
		return c.Close() == nil
	})
}
