package advise

import "math"

// The defaults of plumtree, in ticks of half a unit: as long as announcements are held back.
const (
	ticks        = 2          // of a unit
	graftTimeout = 20 * ticks // graft_timeout; graft_jitter draws it from this up to twice as much
	graftRetry   = 10 * ticks // graft_retry; twice as long each time that all announcers were asked
	graftRounds  = 8          // how often each announcer is asked
	announced    = 1 + ticks  // announce_delay, and the way of the announcement
	asked        = 2 * ticks  // the ways of the question and of the answer
)

// waiting is how a message comes down a tree whose links lose packets. Nodes of depth h get it h units
// after the origin, or later: late[h][x] is the chance that one has not got it x ticks after that. It has
// not if it came neither from the parent, which may be late itself, nor by a question to one of those
// who announce it. The first announcement comes when the first of the other neighbors has the message, who are
// as late as the node itself is.
type waiting struct {
	loss, others float64     // others: neighbors who announce
	late         [][]float64 // by depth
	first        [][]float64 // chance that the first announcement comes at that tick
	silent       []float64   // chance that none has come, by depth
	never        []float64   // the limits of late
	unanswered   []float64   // chance that no question was answered so many ticks after the first announcement
}

// The limits of the recursion in time: less than one node in so many runs, or 10 s.
const (
	nobody    = 1e-4
	mostTicks = 1000 * ticks
)

// waits is the expected number of rounds until the last node is reached that will be, on the tree that
// the first message has left behind: like course.rounds the sum over time of the chance that
// somebody is missing. Who misses a message leaves all below without it, so those are counted who miss
// it although their parent has it.
func waits(q Question, degree int, c course) float64 {
	if q.Loss == 0 {
		return c.rounds()
	}
	depth := 1
	for depth < len(c.misses) && c.living*(c.misses[depth-1]-c.end()) > nobody {
		depth++
	}
	w := newWaiting(q, degree, depth)
	w.endure(depth)
	sum := 0.0
	missing := math.Inf(1)
	for t := 0; t < mostTicks && missing > nobody; t++ {
		w.tick(t)
		missing = 0
		for h := 1; h < depth; h++ {
			there := c.living * (c.misses[h-1] - c.misses[h])
			if x := t - h*ticks; x < 0 {
				missing += there
			} else {
				missing += there * math.Max(0, w.cut(h, x)-w.cutForever(h))
			}
		}
		sum -= math.Expm1(-missing)
	}
	return sum / ticks
}

func newWaiting(q Question, degree, depth int) *waiting {
	w := &waiting{loss: q.Loss, others: math.Max(0, float64(degree-1)*q.alive()), late: make([][]float64, depth), first: make([][]float64, depth),
		silent: make([]float64, depth), never: make([]float64, depth)}
	for h := range w.silent {
		w.silent[h] = 1
	}
	return w
}

// missed is the chance that no announcement of the other neighbors came, each of whom lacks the message
// with the given chance.
func (w *waiting) missed(lacking float64) float64 {
	return math.Pow(w.loss+(1-w.loss)*lacking, w.others)
}

// endure finds the limits: who gets no announcement, and nothing from the parent, never gets it.
func (w *waiting) endure(depth int) {
	for h := 1; h < depth; h++ {
		for range manyRounds {
			next := (w.loss + (1-w.loss)*w.never[h-1]) * w.missed(w.never[h])
			if next-w.never[h] < 1e-15 {
				break
			}
			w.never[h] = next // ascends to the least root
		}
	}
}

// tick computes late and what it needs at a tick, for all depths. That of the origin is 0 always.
func (w *waiting) tick(x int) {
	w.unanswered = append(w.unanswered, w.noAnswer(x))
	w.late[0] = append(w.late[0], 0)
	for h := 1; h < len(w.late); h++ {
		lacking := 1.0
		if x >= announced {
			lacking = w.late[h][x-announced]
		}
		silent := math.Min(w.missed(lacking), w.silent[h])
		w.first[h] = append(w.first[h], w.silent[h]-silent)
		w.silent[h] = silent
		own := silent
		for at, chance := range w.first[h] {
			own += chance * w.unanswered[x-at]
		}
		w.late[h] = append(w.late[h], (w.loss+(1-w.loss)*w.late[h-1][x])*own)
	}
}

// noAnswer is the chance that no question was answered x ticks after the first announcement: the wait is drawn
// evenly, and then one announcer after the other is asked.
func (w *waiting) noAnswer(x int) float64 {
	announcers := max(1, int(math.Round(w.others*(1-w.loss))))
	failing := 1 - (1-w.loss)*(1-w.loss)
	sum := 0.0
	for wait := graftTimeout; wait <= 2*graftTimeout; wait++ {
		sum += math.Pow(failing, float64(questions(x-wait-asked, announcers)))
	}
	return sum / (graftTimeout + 1)
}

// questions is how many were asked so many ticks after the first one.
func questions(x, announcers int) int {
	n := 0
	for round := range graftRounds {
		gap := graftRetry << round
		if x < 0 {
			break
		}
		inTime := x/gap + 1
		if inTime <= announcers {
			return n + inTime
		}
		n += announcers
		x -= announcers * gap
	}
	return n
}

// cut is the chance that a node misses the message x ticks late, although its parent has it.
func (w *waiting) cut(h, x int) float64 { return w.part(w.late[h][x], w.late[h-1][x]) }

// cutForever is the limit of cut.
func (w *waiting) cutForever(h int) float64 { return w.part(w.never[h], w.never[h-1]) }

// part takes from the chance that a node misses the message the part of those whose parent has it, of which
// the packet was lost.
func (w *waiting) part(late, parent float64) float64 {
	return late * w.loss * (1 - parent) / (w.loss + (1-w.loss)*parent)
}
