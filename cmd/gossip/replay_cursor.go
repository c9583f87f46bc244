package main

import (
	"context"
	"errors"
	"io"
	"slices"
	"time"

	"gossip/internal/sim"
)

// replayCursor is a place in a trace, which moves forwards and backwards. To go back it begins at an
// earlier place of which it has kept the state.
type replayCursor struct {
	file   io.ReadSeeker
	header sim.TraceHeader
	end    sim.TraceEnd
	kept   []replayCheckpoint // ascending; the first is the beginning
	reader *sim.TraceReader
	state  *replayState
	ahead  *sim.TraceRecord // the next record, if it was read already
}

// replayCheckpoint is a place and what the run had come to there.
type replayCheckpoint struct {
	mark  sim.TraceMark
	state *replayState
}

// mostCheckpoints bounds the memory of a cursor, and with it how much is read to go one step back.
const mostCheckpoints = 128

// newReplayCursor reads a whole trace, so that nothing in it is believed that is wrong, and goes back to
// its beginning. It calls progress now and then with the number of records so far.
func newReplayCursor(ctx context.Context, file io.ReadSeeker, followed int, progress func(records int64)) (*replayCursor, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	reader, err := sim.NewTraceReader(file)
	if err != nil {
		return nil, err
	}
	const pause = 1 << 16
	c := &replayCursor{file: file, header: reader.Header()}
	state := newReplayState(c.header.NumNodes, followed)
	every := int64(64)
	for {
		mark := reader.Mark()
		record, err := reader.Next()
		if errors.Is(err, io.EOF) {
			c.end = reader.End()
			if len(c.kept) == 0 {
				c.kept = []replayCheckpoint{{mark, state.clone()}}
			}
			return c, c.to(0)
		}
		if err != nil {
			return nil, err
		}
		if state.records%every == 0 {
			if len(c.kept) == mostCheckpoints {
				every *= 2
				c.thin()
			}
			if state.records%every == 0 {
				c.kept = append(c.kept, replayCheckpoint{mark, state.clone()})
			}
		}
		state.apply(record)
		if state.records%pause == 0 {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			progress(state.records)
		}
	}
}

// thin drops every other checkpoint.
func (c *replayCursor) thin() {
	for i := range len(c.kept) / 2 {
		c.kept[i] = c.kept[2*i]
	}
	c.kept = slices.Delete(c.kept, len(c.kept)/2, len(c.kept))
}

// restore goes to the last checkpoint that is good. The first one is taken if none is.
func (c *replayCursor) restore(good func(*replayState) bool) error {
	at := c.kept[0]
	for _, k := range c.kept {
		if good(k.state) {
			at = k
		}
	}
	reader, err := sim.ResumeTrace(c.file, c.header, at.mark)
	if err != nil {
		return err
	}
	c.reader, c.state, c.ahead = reader, at.state.clone(), nil
	return nil
}

// peek returns the next record, nil behind the last one.
func (c *replayCursor) peek() (*sim.TraceRecord, error) {
	if c.ahead != nil || c.state.records == c.end.Records {
		return c.ahead, nil
	}
	var err error
	c.ahead, err = c.reader.Next()
	return c.ahead, err
}

// next lets one record happen, and reports whether there was one.
func (c *replayCursor) next() (bool, error) {
	record, err := c.peek()
	if err != nil || record == nil {
		return false, err
	}
	c.state.apply(record)
	c.ahead = nil
	return true, nil
}

// to goes to the place behind so many records.
func (c *replayCursor) to(records int64) error {
	records = max(0, min(records, c.end.Records))
	if c.state == nil || records < c.state.records {
		if err := c.restore(func(s *replayState) bool { return s.records <= records }); err != nil {
			return err
		}
	}
	for c.state.records < records {
		if _, err := c.next(); err != nil {
			return err
		}
	}
	return nil
}

// toTime goes to the place behind all that happened up to a time.
func (c *replayCursor) toTime(at time.Duration) error {
	if at < c.state.at {
		if err := c.restore(func(s *replayState) bool { return s.records == 0 || s.at <= at }); err != nil {
			return err
		}
	}
	for {
		record, err := c.peek()
		if err != nil || record == nil || record.At > at {
			return err
		}
		if _, err := c.next(); err != nil {
			return err
		}
	}
}

// forward makes one step: a record, or a round of a synchronous run.
func (c *replayCursor) forward() error {
	if !c.header.Synchronous {
		_, err := c.next()
		return err
	}
	record, err := c.peek()
	if err != nil || record == nil {
		return err
	}
	return c.toTime(record.At)
}

// back takes one step back.
func (c *replayCursor) back() error {
	if !c.header.Synchronous {
		return c.to(c.state.records - 1)
	}
	if c.state.records == 0 {
		return nil
	}
	if c.state.at == 0 {
		return c.to(0)
	}
	return c.toTime(c.state.at - 1)
}

// follow looks at another message. The place stays.
func (c *replayCursor) follow(ctx context.Context, message int) error {
	place := c.state.records
	other, err := newReplayCursor(ctx, c.file, message, func(int64) {})
	if err != nil {
		return err
	}
	*c = *other
	return c.to(place)
}
