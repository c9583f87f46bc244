package main

import (
	"context"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// replayPlayer is the state of the interactive replay: a place in the trace, and what the user is at. It
// knows nothing of terminals.
type replayPlayer struct {
	cursor    *replayCursor
	playing   bool
	speed     float64
	virtual   time.Duration // the time at which the play is; records may be rarer
	prompt    *replayPrompt // an answer that is being typed; nil if none is
	complaint string        // about the last answer
	quit      bool
	broken    bool // the user pressed Ctrl-C
}

// replayPrompt is a question.
type replayPrompt struct {
	question string
	answer   []byte
	take     func(ctx context.Context, answer string) error
}

// The keys that are more than a character.
const (
	keyLeft rune = -1 - iota
	keyRight
	keyHome
	keyEnd
	keyInterrupt rune = 3
	keyEscape    rune = 27
	keyErase     rune = 127
)

const (
	playTime    = 20 * time.Second // that a whole run takes at speed 1
	mostSpeed   = 64
	longestWord = 32
)

func newReplayPlayer(cursor *replayCursor) *replayPlayer {
	return &replayPlayer{cursor: cursor, speed: 1}
}

// key takes one key. Its error is one of the file.
func (p *replayPlayer) key(ctx context.Context, key rune) error {
	if key == keyInterrupt {
		p.quit, p.broken = true, true
		return nil
	}
	if p.prompt != nil {
		return p.typed(ctx, key)
	}
	p.complaint = ""
	switch key {
	case 'q', 'Q':
		p.quit = true
	case 'a':
		p.playing = !p.playing && p.cursor.state.records < p.cursor.end.Records
		p.virtual = p.cursor.state.at
	case '+', '=':
		p.speed = min(p.speed*2, mostSpeed)
	case '-':
		p.speed = max(p.speed/2, 1.0/mostSpeed)
	case 'j':
		p.ask("jump to "+map[bool]string{true: "round", false: "time (12ms, 1.5s)"}[p.cursor.header.Synchronous]+": ", p.jump)
	case 'm':
		p.ask(fmt.Sprintf("message (1 to %d): ", p.cursor.header.Messages), p.follow)
	default:
		return p.move(key)
	}
	return nil
}

// move takes a key that goes somewhere. It ends the play.
func (p *replayPlayer) move(key rune) error {
	var step func() error
	switch key {
	case ' ', 'n', '\r', '\n', keyRight:
		step = p.cursor.forward
	case 'p', 'b', keyErase, keyLeft:
		step = p.cursor.back
	case 'g', keyHome:
		step = func() error { return p.cursor.to(0) }
	case 'G', keyEnd:
		step = func() error { return p.cursor.to(p.cursor.end.Records) }
	default:
		return nil
	}
	p.playing = false
	return step()
}

func (p *replayPlayer) ask(question string, take func(context.Context, string) error) {
	p.playing = false
	p.prompt = &replayPrompt{question: question, take: take}
}

// typed takes a key of an answer.
func (p *replayPlayer) typed(ctx context.Context, key rune) error {
	ask := p.prompt
	switch {
	case key == keyEscape:
		p.prompt = nil
	case key == keyErase || key == '\b':
		ask.answer = ask.answer[:max(len(ask.answer)-1, 0)]
	case key == '\r' || key == '\n':
		p.prompt = nil
		if len(ask.answer) > 0 {
			return ask.take(ctx, string(ask.answer))
		}
	case ' ' < key && key < utf8.RuneSelf && len(ask.answer) < longestWord:
		ask.answer = append(ask.answer, byte(key))
	}
	return nil
}

func (p *replayPlayer) jump(_ context.Context, answer string) error {
	at, err := parseReplayTime(&p.cursor.header, answer)
	if err != nil {
		p.complaint = err.Error()
		return nil
	}
	return p.cursor.toTime(at)
}

func (p *replayPlayer) follow(ctx context.Context, answer string) error {
	n, err := strconv.Atoi(answer)
	if err != nil || n < 1 || n > p.cursor.header.Messages {
		p.complaint = fmt.Sprintf("%q must be the number of a message, 1 to %d", answer, p.cursor.header.Messages)
		return nil
	}
	return p.cursor.follow(ctx, n)
}

// play lets real time pass.
func (p *replayPlayer) play(passed time.Duration) error {
	if !p.playing {
		return nil
	}
	p.virtual += max(time.Duration(float64(p.cursor.end.At)*(float64(passed)/float64(playTime))*p.speed), 1)
	if p.virtual >= p.cursor.end.At {
		p.playing = false
		return p.cursor.to(p.cursor.end.Records)
	}
	return p.cursor.toTime(p.virtual)
}

// parseKeys takes keys apart as terminals send them. An escape sequence comes in one piece.
func parseKeys(b []byte) (keys []rune) {
	sequences := []struct {
		text string
		key  rune
	}{{"\x1b[D", keyLeft}, {"\x1b[C", keyRight}, {"\x1bOD", keyLeft}, {"\x1bOC", keyRight}, {"\x1b[H", keyHome}, {"\x1b[F", keyEnd}}
next:
	for len(b) > 0 {
		for _, s := range sequences {
			if len(b) >= len(s.text) && string(b[:len(s.text)]) == s.text {
				keys, b = append(keys, s.key), b[len(s.text):]
				continue next
			}
		}
		if b[0] == byte(keyEscape) && len(b) > 1 { // a key that nobody knows
			return keys
		}
		r, size := utf8.DecodeRune(b)
		keys, b = append(keys, r), b[size:]
	}
	return keys
}
