package keeper

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// owner is the word by which the test program is one that measures, and has a keeper.
const owner = "own"

func TestMain(m *testing.M) {
	if len(os.Args) == 4 && os.Args[1] == owner {
		own(os.Args[2], os.Args[3])
		return
	}
	os.Exit(m.Run())
}

// own starts a keeper and a command that the keeper waits for, and ends when it is killed, or when its
// input ends: then it releases the keeper.
func own(program, dir string) {
	k, err := Start(program, dir)
	if err != nil {
		panic(err)
	}
	hold := exec.Command("sh", "-c", `while [ ! -e "$0" ]; do sleep 0.01; done`, program+".go")
	k.Hold(hold)
	if err := hold.Start(); err != nil {
		panic(err)
	}
	fmt.Println("started")
	bufio.NewScanner(os.Stdin).Scan()
	if err := k.Release(); err != nil {
		panic(err)
	}
}

// fakeGossip writes down how it was called.
func fakeGossip(t *testing.T) (program, called string) {
	t.Helper()
	program = filepath.Join(t.TempDir(), "gossip")
	called = program + ".called"
	text := "#!/bin/sh\necho \"$@\" >\"$0.new\" && mv \"$0.new\" \"$0.called\"\n"
	require.NoError(t, os.WriteFile(program, []byte(text), 0o755))
	return program, called
}

func TestNetworksEndWithTheirOwner(t *testing.T) {
	for name, end := range map[string]func(*testing.T, *exec.Cmd, func()){
		"killed": func(t *testing.T, cmd *exec.Cmd, _ func()) {
			require.NoError(t, cmd.Process.Kill())
			assert.Error(t, cmd.Wait())
		},
		"in good order": func(t *testing.T, cmd *exec.Cmd, closeInput func()) {
			closeInput()
		},
	} {
		t.Run(name, func(t *testing.T) {
			program, called := fakeGossip(t)
			dir := filepath.Join(t.TempDir(), "state of it")
			require.NoError(t, os.Mkdir(dir, 0o700))
			self, err := os.Executable()
			require.NoError(t, err)
			cmd := exec.Command(self, owner, program, dir)
			in, err := cmd.StdinPipe()
			require.NoError(t, err)
			out, err := cmd.StdoutPipe()
			require.NoError(t, err)
			require.NoError(t, cmd.Start())
			require.True(t, bufio.NewScanner(out).Scan(), "the owner has a keeper")

			end(t, cmd, func() { in.Close() })
			assert.NoFileExists(t, called, "a command is still at work")
			require.NoError(t, os.WriteFile(program+".go", nil, 0o600))
			require.Eventually(t, func() bool {
				_, err := os.Stat(dir)
				return os.IsNotExist(err)
			}, time.Minute, 5*time.Millisecond, "the state is gone")
			args, err := os.ReadFile(called)
			require.NoError(t, err)
			assert.Equal(t, "stop-network --all -o json --state-dir "+dir+"\n", string(args))
			if name != "killed" {
				assert.NoError(t, cmd.Wait())
			}
		})
	}
}
