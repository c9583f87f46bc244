package main

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"gossip/internal/client"
	"gossip/internal/wire"
)

// interruptedWait is how long what was submitted may still be answered after Ctrl-C.
const interruptedWait = time.Second

// A submitter submits its share of the messages to one node over one connection.
type submitter struct {
	node     int
	client   *client.Client
	plan     benchPlan
	i, n     int           // it is the ith of n
	patience time.Duration // without any answer, while some are due

	accepted []benchMessage
	refused  int
	refusal  error         // the first
	behind   time.Duration // how far the plan was missed, at worst
	err      error         // the connection broke

	fed      atomic.Int64
	answered atomic.Int64
	progress atomic.Int64 // Unix ns of the last answer, or since when one is due
}

// submitAll lets all submitters work until everything is answered, and returns when they began. When
// ctx ends, or the time limit of the plan is over, they submit nothing more.
func submitAll(ctx context.Context, plan benchPlan, all []*submitter) (begin time.Time) {
	feeding := ctx
	if plan.limit > 0 {
		var cancel context.CancelFunc
		feeding, cancel = context.WithTimeout(ctx, plan.limit)
		defer cancel()
	}
	answering, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(interruptedWait, cancel) })
	defer stop()
	var wg sync.WaitGroup
	begin = time.Now()
	for _, s := range all {
		wg.Go(func() { s.err = s.submit(feeding, answering, begin) })
	}
	wg.Wait()
	return begin
}

// submit returns when everything is answered that was submitted before feeding ended, or with the
// error that kept it from that.
func (s *submitter) submit(feeding, answering context.Context, begin time.Time) error {
	feeding, enough := context.WithCancel(feeding)
	defer enough()
	answering, giveUp := context.WithCancel(answering)
	defer giveUp()
	if s.plan.limit > 0 { // also of answers that come slowly there is an end
		answering, giveUp = context.WithTimeout(answering, s.plan.limit+s.patience)
		defer giveUp()
	}
	const ahead = 256 // that the connection may write at once
	texts := make(chan client.Submission, min(ahead, s.plan.window))
	var wg sync.WaitGroup
	defer wg.Wait()
	wg.Go(func() { s.feed(feeding, begin, texts) })
	wg.Go(func() { s.watch(answering, giveUp) })
	err := s.client.PublishStream(answering, texts, s.plan.window, func(sub client.Submission, a wire.Accepted, err error) {
		s.note(begin, sub, a, err)
	})
	enough()
	stalled := err != nil && answering.Err() != nil && s.unanswered() > 0
	giveUp()
	if stalled {
		return errors.New("no answer")
	}
	return err
}

// unanswered is how many messages the node may have accepted or not.
func (s *submitter) unanswered() int { return int(s.fed.Load() - s.answered.Load()) }

// submitted is when the last answer of all came, or became due; in a run with a time limit no later
// than that.
func submitted(plan benchPlan, all []*submitter, begin time.Time) time.Time {
	last := begin
	for _, s := range all {
		if at := time.Unix(0, s.progress.Load()); at.After(last) {
			last = at
		}
	}
	if limit := begin.Add(plan.limit); plan.limit > 0 && last.After(limit) {
		return limit
	}
	return last
}

// feed hands out the messages, each when it is due, and closes texts. What nobody has taken when ctx
// ends it takes back.
func (s *submitter) feed(ctx context.Context, begin time.Time, texts chan client.Submission) {
	defer close(texts)
	defer s.takeBack(ctx, texts)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for k := range s.plan.share(s.i, s.n) {
		if wait := s.plan.due(s.i, k, s.n) - time.Since(begin); s.plan.rate > 0 && wait > 0 {
			timer.Reset(wait)
			select {
			case <-timer.C:
			case <-ctx.Done():
				return
			}
		}
		if ctx.Err() != nil {
			return
		}
		if s.fed.Add(1) == s.answered.Load()+1 {
			s.progress.Store(time.Now().UnixNano())
		}
		select {
		case texts <- client.Submission{Text: s.plan.text(s.i, k, s.n), Relays: 1}:
		case <-ctx.Done():
			s.fed.Add(-1)
			return
		}
	}
}

func (s *submitter) takeBack(ctx context.Context, texts <-chan client.Submission) {
	for ctx.Err() != nil {
		select {
		case <-texts:
			s.fed.Add(-1)
		default:
			return
		}
	}
}

// watch gives up when no answer comes for too long.
func (s *submitter) watch(ctx context.Context, giveUp func()) {
	timer := time.NewTimer(s.patience)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
		case <-ctx.Done():
			return
		}
		idle := time.Since(time.Unix(0, s.progress.Load()))
		if s.fed.Load() == s.answered.Load() {
			idle = 0
		}
		if idle >= s.patience {
			giveUp()
			return
		}
		timer.Reset(s.patience - idle)
	}
}

// note records the answer to the next message.
func (s *submitter) note(begin time.Time, sub client.Submission, a wire.Accepted, err error) {
	k := int(s.answered.Add(1)) - 1
	s.progress.Store(time.Now().UnixNano())
	due := begin.Add(s.plan.due(s.i, k, s.n))
	m := benchMessage{key: benchKey{origin: a.Node}}
	if s.plan.rate > 0 {
		m.planned = due.UnixNano()
		s.behind = max(s.behind, sub.Sent.Sub(due))
	}
	var ok bool
	if m.key.ns, ok = originated(a.ID); err == nil && !ok {
		err = errors.New("it answered with the id " + strconv.Quote(a.ID))
	}
	if err != nil {
		s.refused++
		if s.refusal == nil {
			s.refusal = err
		}
		return
	}
	s.accepted = append(s.accepted, m)
}

// originated reads the origination time out of an id: what stands behind the last underscore.
func originated(id string) (ns int64, ok bool) {
	ns, err := strconv.ParseInt(id[strings.LastIndexByte(id, '_')+1:], 10, 64)
	return ns, err == nil
}
