package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// namedFile is a file that a command line names.
type namedFile struct {
	what string // names it, as the command line does
	path string
}

// judgeTargets refuses to write to a file that is read, or to write two things to one: whatever was there
// before would be gone.
func (o *simulateOptions) judgeTargets(d *design) error {
	var taken []namedFile // what is read, and what is written so far
	for _, f := range []namedFile{
		{"--scenario", o.scenario}, {"--values", o.valuesFile()}, {"the file of the topology", d.points[0].setup.Topology.Path},
	} {
		if f.path != "" {
			taken = append(taken, f)
		}
	}
	for _, target := range []namedFile{{"--trace", o.trace}, {"--plot", o.plot}} {
		if target.path == "" {
			continue
		}
		for _, other := range taken {
			if sameFile(target.path, other.path) {
				return &usageError{text: fmt.Sprintf("%s and %s are the same file, %s", other.what, target.what, target.path),
					hint: "name another file for " + target.what}
			}
		}
		taken = append(taken, target)
	}
	return nil
}

// valuesFile is the file that --values names, "" for none.
func (o *simulateOptions) valuesFile() string {
	if o.values == "ids" || o.values == "uniform" {
		return ""
	}
	return o.values
}

// sameFile reports whether what is written to one path replaces what is at the other, however they are
// written. Terminals, pipes and /dev/null may be both: nothing is lost in them.
func sameFile(a, b string) bool {
	infoA, errA := os.Stat(a)
	infoB, errB := os.Stat(b)
	switch {
	case errA == nil && errB == nil:
		return infoA.Mode().IsRegular() && os.SameFile(infoA, infoB)
	case errA == nil || errB == nil || filepath.Base(a) != filepath.Base(b):
		return false
	}
	dirA, errA := os.Stat(filepath.Dir(a))
	dirB, errB := os.Stat(filepath.Dir(b))
	return errA == nil && errB == nil && os.SameFile(dirA, dirB)
}
