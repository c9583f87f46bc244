package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// arrows lists, for each package of this module, what it may import: packages of this module, and the
// beginnings of the paths of others. The standard library is free to all. Arrows point down the house
// that the README describes; a package that is missing here has no place in it yet.
func arrows() map[string][]string {
	const (
		gonum = "gonum.org/v1/gonum/"
		sys   = "golang.org/x/sys/"
	)
	return map[string][]string{
		"gossip/topology":               {gonum, "gossip/internal/source"},
		"gossip/internal/source":        {},
		"gossip/internal/gossip":        {},
		"gossip/internal/wire":          {"gossip/internal/gossip"},
		"gossip/internal/trace":         {"gossip/internal/gossip"},
		"gossip/internal/fault":         {},
		"gossip/internal/sim":           {"gossip/internal/gossip", "gossip/internal/wire", "gossip/internal/fault", "gossip/topology"},
		"gossip/internal/experiment":    {"gossip/internal/sim", "gossip/internal/gossip", "gossip/internal/fault", "gossip/topology", gonum},
		"gossip/internal/reproduce":     {"gossip/internal/experiment", "gossip/internal/sim", "gossip/internal/gossip", "gossip/topology"},
		"gossip/internal/advise":        {"gossip/internal/experiment", "gossip/internal/sim", "gossip/internal/gossip", "gossip/internal/fault", "gossip/topology"},
		"gossip/internal/node":          {"gossip/internal/gossip", "gossip/internal/wire"},
		"gossip/internal/client":        {"gossip/internal/wire"},
		"gossip/internal/cluster":       {"gossip/internal/gossip", "gossip/internal/wire", "gossip/internal/client", "gossip/topology", sys},
		"gossip/internal/render":        {"gossip/topology", gonum, "git.sr.ht/~sbinet/gg", "codeberg.org/go-pdf/fpdf", "codeberg.org/go-fonts/liberation/", "golang.org/x/image/", "golang.org/x/text/"},
		"gossip/cmd/gossip":             {""},
		"gossip/scripts/bench":          {""},
		"gossip/scripts/bench/rawflood": {},
		"gossip/scripts/keeper":         {},
		"gossip/scripts/soak":           {""},
	}
}

// impure lists what the protocol core may not touch although it is in the standard library: the
// outside world, and everything that is not the same on each run.
func impure() []string {
	return []string{"net", "os", "io", "sync", "syscall", "context", "log", "runtime", "crypto", "unsafe", "reflect"}
}

type listedPackage struct {
	ImportPath string
	Imports    []string
}

// packages lists the packages of this module.
func packages(t *testing.T) []listedPackage {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "gossip/...").Output()
	require.NoError(t, err)
	var all []listedPackage
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listedPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else {
			require.NoError(t, err)
		}
		all = append(all, p)
	}
}

func TestArrowsPointDown(t *testing.T) {
	allowed := arrows()
	all := packages(t)
	require.Len(t, all, len(allowed), "each package has its row, and each row its package")
	for _, p := range all {
		t.Run(p.ImportPath, func(t *testing.T) {
			rows, ok := allowed[p.ImportPath]
			require.True(t, ok, "this package has no row in the table of arrows")
			for _, imported := range p.Imports {
				if first, _, _ := strings.Cut(imported, "/"); !strings.Contains(first, ".") && first != "gossip" {
					continue // the standard library
				}
				assert.True(t, permitted(imported, rows), "%s must not import %s", p.ImportPath, imported)
			}
		})
	}
}

func permitted(imported string, rows []string) bool {
	for _, row := range rows {
		if imported == row || row == "" || strings.HasSuffix(row, "/") && strings.HasPrefix(imported, row) {
			return true
		}
	}
	return false
}

func TestTheCoreIsPure(t *testing.T) {
	for _, p := range packages(t) {
		if p.ImportPath != "gossip/internal/gossip" {
			continue
		}
		for _, imported := range p.Imports {
			for _, bad := range impure() {
				assert.False(t, imported == bad || strings.HasPrefix(imported, bad+"/"), "the core imports %s", imported)
			}
		}
		return
	}
	t.Fatal("the core is not there")
}
