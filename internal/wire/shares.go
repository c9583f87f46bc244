package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"

	"gossip/internal/gossip"
)

// appendShare appends what aggregation sends: [sum,weight] of a /PUSH, [value,number] of the others.
func appendShare(b []byte, p gossip.Packet) []byte {
	b = append(appendReal(append(b, '['), p.Share.Sum), ',')
	if p.Kind == gossip.Push {
		b = appendReal(b, p.Share.Weight)
	} else {
		b = strconv.AppendUint(b, uint64(p.Number), 10)
	}
	return append(b, ']')
}

// appendReal appends a finite number as JSON writes it, with as many digits as bring back the same bits.
func appendReal(b []byte, x float64) []byte { return strconv.AppendFloat(b, x, 'g', -1, 64) }

// parseShare completes a packet by what appendShare wrote.
func parseShare(p *gossip.Packet, payload []byte) error {
	s := scanner{rest: payload}
	if err := s.share(p); err != nil {
		form := "[<value>,<number>]"
		if p.Kind == gossip.Push {
			form = "[<sum>,<weight>]"
		}
		return fmt.Errorf("%w in %s; %s takes %s", err, excerpt(payload), verbOf(p.Kind), form)
	}
	return nil
}

func (s *scanner) share(p *gossip.Packet) (err error) {
	if !s.take('[') {
		return errors.New("no pair")
	}
	if p.Share.Sum, err = s.real(); err != nil {
		return err
	}
	if !s.take(',') {
		return errors.New("no two numbers")
	}
	if p.Kind == gossip.Push {
		if p.Share.Weight, err = s.real(); err != nil {
			return err
		}
	} else {
		number, ok := s.number(math.MaxUint16)
		if !ok {
			return errors.New("a bad number of an exchange")
		}
		p.Number = uint16(number)
	}
	if !s.take(']') {
		return errors.New("no end of the pair")
	}
	return s.end()
}

// real reads a JSON number. One that is too large for a float64 is an error; JSON knows no NaN and no
// infinity.
func (s *scanner) real() (float64, error) {
	s.peek()
	n := 0
	for n < len(s.rest) && partOfNumber(s.rest[n]) {
		n++
	}
	token := s.rest[:n]
	if !json.Valid(token) { // all that is valid of these characters is a number
		return 0, errors.New("a bad number")
	}
	x, err := strconv.ParseFloat(string(token), 64)
	if err != nil {
		return 0, errors.New("a number that is too large")
	}
	s.rest = s.rest[n:]
	return x, nil
}

func partOfNumber(c byte) bool {
	return c >= '0' && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E'
}
