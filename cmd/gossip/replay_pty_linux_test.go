package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"
)

// terminal is a pseudo-terminal with the program in it.
type terminal struct {
	t      *testing.T
	master *os.File
	cmd    *exec.Cmd
	before unix.Termios
	read   chan struct{} // closed when the program's side is closed

	mu     sync.Mutex
	output bytes.Buffer
}

// onTerminal runs the program on a terminal of its own.
func onTerminal(t *testing.T, args ...string) *terminal {
	t.Helper()
	master, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	require.NoError(t, err)
	fd := int(master.Fd())
	require.NoError(t, unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	require.NoError(t, err)
	require.NoError(t, unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 100}))
	slave, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	before, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	require.NoError(t, err)

	program, err := os.Executable()
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.Env = append(os.Environ(), "TERM=xterm", "NO_COLOR=1", "GORACE=atexit_sleep_ms=0")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	require.NoError(t, cmd.Start())
	require.NoError(t, slave.Close())
	require.NoError(t, unix.SetNonblock(fd, true)) // Fd has changed that; only so does Close end a Read
	s := &terminal{t: t, master: master, cmd: cmd, before: *before, read: make(chan struct{})}
	go s.collect()
	t.Cleanup(func() {
		cancel()
		_ = cmd.Wait() // it was waited for, unless the test failed
		<-s.read
		_ = master.Close()
	})
	return s
}

// collect reads what the program writes until it has ended.
func (s *terminal) collect() {
	defer close(s.read)
	var b [4096]byte
	for {
		n, err := s.master.Read(b[:])
		s.mu.Lock()
		s.output.Write(b[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *terminal) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.output.String()
}

// press sends keys and waits for a text on the screen that is drawn then.
func (s *terminal) press(keys, want string) {
	s.t.Helper()
	s.mu.Lock()
	seen := s.output.Len()
	s.mu.Unlock()
	_, err := s.master.WriteString(keys)
	require.NoError(s.t, err)
	until(s.t, func() error {
		if text := s.text()[seen:]; !strings.Contains(text, want) {
			return fmt.Errorf("no %q in %q", want, text)
		}
		return nil
	})
}

// ends waits for the end of the program and requires the terminal to be as it was before. The side of
// the program has been closed by then, but its settings can be asked for at ours.
func (s *terminal) ends(code int) {
	s.t.Helper()
	err := s.cmd.Wait()
	if code == 0 {
		require.NoError(s.t, err)
	} else {
		require.Error(s.t, err)
		assert.Equal(s.t, code, s.cmd.ProcessState.ExitCode(), s.text())
	}
	<-s.read
	after, err := unix.IoctlGetTermios(int(s.master.Fd()), unix.TCGETS)
	require.NoError(s.t, err)
	assert.Equal(s.t, s.before, *after)
	assert.Contains(s.t, s.text(), screenEnd)
}

// TestReplayOnATerminal steps through a run with real keys.
func TestReplayOnATerminal(t *testing.T) {
	file := traceFile(t, "circular", "-n", "8", "--seed", "7")
	s := onTerminal(t, "replay", file)
	s.press("", "event 0 of 41")
	s.press(" ", "event 1 of 41")
	s.press("nn\x1b[C", "event 4 of 41")
	s.press("p", "event 3 of 41")
	s.press("j30ms\r", "event 16 of 41")
	s.press("j3x\r", "must be a time since the start")
	s.press("G", "ended: covered")
	s.press("g", "event 0 of 41")
	s.press("++++++a", "ended: covered")
	s.press("q", screenEnd)
	s.ends(exitDone)
}

func TestReplayGivesTheTerminalBack(t *testing.T) {
	file := traceFile(t, "-n", "30", "--protocol", "rumor", "--synchronous", "--seed", "7")
	t.Run("Ctrl-C", func(t *testing.T) {
		s := onTerminal(t, "replay", file)
		s.press("  ", "round 1 ")
		s.press("\x03", screenEnd)
		s.ends(exitInterrupted)
	})
	t.Run("SIGTERM", func(t *testing.T) {
		s := onTerminal(t, "replay", file)
		s.press("j2\r", "round 2 ")
		require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
		require.NoError(t, s.cmd.Process.Signal(syscall.SIGTERM))
		s.ends(exitInterrupted)
	})
	t.Run("the terminal goes away", func(t *testing.T) {
		s := onTerminal(t, "replay", file)
		s.press("j", "jump to round")
		require.NoError(t, s.master.Close())
		_ = s.cmd.Wait() // before its time is over
		require.Less(t, s.cmd.ProcessState.UserTime(), 10*time.Second)
		require.NotContains(t, s.cmd.ProcessState.String(), "killed")
	})
	t.Run("the file changes", func(t *testing.T) {
		s := onTerminal(t, "replay", file)
		s.press("", "round 0 ")
		require.NoError(t, os.Truncate(file, 400))
		s.press("G", "line 3: it is cut in the middle")
		s.ends(exitFailed)
	})
}

func TestReplayOfABadFileOnATerminal(t *testing.T) {
	s := onTerminal(t, "replay", os.DevNull)
	require.Error(t, s.cmd.Wait())
	<-s.read
	assert.Contains(t, s.text(), "line 1: there is nothing")
	assert.NotContains(t, s.text(), screenBegin)
}
