package keeper

import (
	"fmt"
	"os"
	"os/exec"
	"syscall"
)

// script waits for the end of its input: $0 is gossip, $1 the state directory. What stop-network says about a
// failure goes to standard error, which is the owner's.
const script = `cat >/dev/null; [ ! -d "$1" ] || "$0" stop-network --all -o json --state-dir "$1" >/dev/null; rm -rf -- "$1"`

// A Keeper waits for the end of this process. It must be kept, and released.
type Keeper struct {
	cmd  *exec.Cmd
	life *os.File // the end of the pipe that says that this process lives
}

// Start starts a keeper of the networks in a state directory. The program is gossip, with its path.
func Start(program, dir string) (*Keeper, error) {
	in, life, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe for the keeper: %w", err)
	}
	defer in.Close()
	cmd := exec.Command("sh", "-c", script, program, dir)
	cmd.Stdin, cmd.Stderr = in, os.Stderr
	cmd.Dir = "/"
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		life.Close()
		return nil, fmt.Errorf("start the keeper: %w", err)
	}
	return &Keeper{cmd: cmd, life: life}, nil
}

// Hold lets the keeper wait for a command, too, which is about to be started. Without a keeper (nil) it
// does nothing.
func (k *Keeper) Hold(cmd *exec.Cmd) {
	if k != nil {
		cmd.ExtraFiles = append(cmd.ExtraFiles, k.life)
	}
}

// Release lets the keeper do its work, and waits for it.
func (k *Keeper) Release() error {
	k.life.Close()
	if err := k.cmd.Wait(); err != nil {
		return fmt.Errorf("the keeper: %w", err)
	}
	return nil
}
