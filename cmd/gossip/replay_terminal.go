package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// keyboard returns where the user types, and whether there is a user who types and sees what happens.
func (c *cli) keyboard() (*os.File, bool) {
	in, ok := c.in.(*os.File)
	return in, ok && c.outTerminal && term.IsTerminal(int(in.Fd())) && c.getenv("TERM") != "dumb"
}

// replayOnTerminal reads a trace and lets the user step through it.
func replayOnTerminal(ctx context.Context, c *cli, keys *os.File, file io.ReadSeeker, message int) error {
	cursor, err := newReplayCursor(ctx, file, message, func(records int64) {
		fmt.Fprintf(c.err, "\r%s", count(int(records), "record"))
	})
	fmt.Fprint(c.err, "\r\x1b[K")
	if err != nil {
		return err
	}
	if message > max(cursor.header.Messages, 1) {
		return usagef("--message %d: the run had %s", message, amount(cursor.header.Messages, "message"))
	}
	// Signals end ctx. A second one must not end the process before the terminal is given back.
	impatient := make(chan os.Signal, 1)
	signal.Notify(impatient, endingSignals()...)
	defer signal.Stop(impatient)
	screen, err := openScreen(c, keys)
	if err != nil {
		return err
	}
	defer screen.close() // also when a panic passes through
	return screen.show(ctx, newReplayPlayer(cursor))
}

// screen is a terminal in the mode in which keys come as they are pressed, with a screen of its own. It
// is used by one goroutine, which waits for keys and for the time, so nothing is left behind when it ends.
type screen struct {
	c     *cli
	keys  *os.File
	saved *term.State
}

// The words by which a terminal is told what to do.
const (
	screenBegin = "\x1b[?1049h\x1b[?25l" // another screen, without a cursor
	screenEnd   = "\x1b[?25h\x1b[?1049l"
	screenHome  = "\x1b[H"
	screenLine  = "\x1b[K\r\n" // clear what is left of the line
	screenRest  = "\x1b[K\x1b[J"
)

func openScreen(c *cli, keys *os.File) (*screen, error) {
	saved, err := term.MakeRaw(int(keys.Fd()))
	if err != nil {
		return nil, hinted{fmt.Errorf("take the terminal: %w", err), "gossip replay --plain prints lines"}
	}
	s := &screen{c, keys, saved}
	c.printf(screenBegin)
	return s, nil
}

// close gives the terminal back as it was.
func (s *screen) close() {
	s.c.printf(screenEnd)
	s.c.out.Flush()                         //nolint:errcheck // found again by the flush at the end
	term.Restore(int(s.keys.Fd()), s.saved) //nolint:errcheck // there is nothing else that could be done
}

// show lets the user play until that is enough, or a signal ends it.
func (s *screen) show(ctx context.Context, p *replayPlayer) error {
	const (
		frame = 50 * time.Millisecond  // of the play
		look  = 100 * time.Millisecond // for signals and another size
	)
	var drawn []string
	last := time.Now()
	for !p.quit {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		var err error
		if drawn, err = s.draw(p, drawn); err != nil {
			return err
		}
		wait := look
		if p.playing {
			wait = frame
		}
		typed, err := s.wait(wait)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		now := time.Now()
		if err := p.play(now.Sub(last)); err != nil {
			return err
		}
		last = now
		for _, key := range parseKeys(typed) {
			if err := p.key(ctx, key); err != nil {
				return err
			}
		}
	}
	if p.broken {
		return context.Canceled
	}
	return nil
}

// draw shows the view if it is another one than was drawn last.
func (s *screen) draw(p *replayPlayer, drawn []string) ([]string, error) {
	const leastWidth, leastHeight = 20, 5
	width, height, err := term.GetSize(int(s.keys.Fd()))
	if err != nil || width < leastWidth || height < leastHeight {
		width, height = 80, 24 // a terminal that does not tell, or that is too small for anything
	}
	lines := replayView(p, width, height, s.c.painter())
	if slices.Equal(lines, drawn) {
		return drawn, nil
	}
	s.c.printf("%s%s%s", screenHome, strings.Join(lines, screenLine), screenRest)
	return lines, s.c.out.Flush()
}

// wait returns what the user typed, nothing if the time was over first, or a signal came; io.EOF if the
// terminal is gone.
func (s *screen) wait(most time.Duration) ([]byte, error) {
	fds := []unix.PollFd{{Fd: int32(s.keys.Fd()), Events: unix.POLLIN}}
	n, err := unix.Poll(fds, int(most.Milliseconds()))
	if errors.Is(err, unix.EINTR) || err == nil && n == 0 {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("wait for a key: %w", err)
	}
	var b [256]byte
	read, err := s.keys.Read(b[:])
	if err != nil {
		return nil, io.EOF // nobody is there any more, whatever the system calls it
	}
	return b[:read], nil
}
