package gossip

import "time"

// lag drives a driver whose packets all take the same time.
type lag struct {
	d       *driver
	latency time.Duration
	flights []arrival         // ascending
	counted map[[2]NodeID]int // flights on each link
}

// arrival is a packet that arrives at a time.
type arrival struct {
	at   time.Duration
	link [2]NodeID
}

func newLag(d *driver, latency time.Duration) *lag {
	return &lag{d: d, latency: latency, counted: map[[2]NodeID]int{}}
}

// pass lets time pass.
func (l *lag) pass(span time.Duration) {
	d := l.d
	for end := d.now + span; ; {
		l.depart()
		timer, packet := end, end
		if len(d.clock) > 0 {
			timer = d.clock[0].at
		}
		if len(l.flights) > 0 {
			packet = l.flights[0].at
		}
		switch next := min(timer, packet); {
		case next >= end:
			d.now = max(d.now, end)
			return
		case next == packet:
			d.now = max(d.now, next)
			l.arrive()
		default:
			d.now = max(d.now, next)
			d.fire()
		}
	}
}

// depart notes the packets that were sent since it was last called.
func (l *lag) depart() {
	for _, link := range l.d.busy {
		for l.counted[link] < len(l.d.links[link]) {
			l.counted[link]++
			l.flights = append(l.flights, arrival{l.d.now + l.latency, link})
		}
	}
}

func (l *lag) arrive() {
	link := l.flights[0].link
	l.flights = l.flights[1:]
	l.counted[link]--
	for i, busy := range l.d.busy {
		if busy == link {
			l.d.arrive(i, 0)
			return
		}
	}
}
