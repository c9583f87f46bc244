package advise

import "math"

// crowd is a message among the living nodes of a random regular graph, each of which contacts one peer in
// each round, dead or alive. Nodes differ in how many of their peers live: of d peers, k do with the
// binomial distribution. A node whose peers are mostly dead hears of the message late, since it contacts
// the living ones seldom, and they are few to contact it; where crashes are many, it is for such nodes
// that a message takes long.
//
// It is followed by edges, as an epidemic on a configuration model is (Miller, Slim, Volz 2012): for a
// node without the message, a living peer is without it, too, or has it and has not sent it over this very
// edge yet. With few peers that is the rarer, the more of its other edges the message has gone over.
// Where everybody is everybody's peer this is the recursion of Demers et al. 1987, section 1.3.
type crowd struct {
	living, degree float64
	nodes          missing // all of them, by their living peers
	ends           missing // those at the end of an edge, by their living peers but the one at its other end

	// Parts of the edges of nodes without the message to living peers that have it, and have not sent it
	// over the edge: that still push it, and that do not.
	eager, idle float64
	hot         float64 // part of the living nodes that pushes the message
	hotEnds     float64 // the same at the ends of edges, whether it was sent over the edge or not
}

// missing are nodes by how many of some peers live: share[i] of them have least+i living ones, of which
// the part without[i] has not got the message.
type missing struct {
	least   int
	share   []float64
	without []float64
}

// newCrowd is a message at one node.
func newCrowd(living float64, degree int, dead float64) *crowd {
	one := 1 / living
	c := &crowd{living: living, degree: float64(degree), eager: one, hot: one, hotEnds: one,
		nodes: newMissing(degree, 1-dead, 1-one), ends: newMissing(degree-1, 1-dead, 1-one)}
	c.nodes.dropIsolated()
	return c
}

// newMissing has the binomial distribution, without what is too seldom to be met.
func newMissing(peers int, alive, without float64) missing {
	const seldom = 1e-20
	m := missing{least: peers}
	for k := 0; k <= peers; k++ {
		share := binomial(peers, k, alive)
		if share < seldom {
			continue
		}
		m.least = min(m.least, k)
		m.share = append(m.share, share)
		m.without = append(m.without, without)
	}
	return m
}

// binomial is the chance of k successes in so many attempts.
func binomial(attempts, k int, chance float64) float64 {
	if chance == 1 {
		if k == attempts {
			return 1
		}
		return 0
	}
	logGamma := func(n int) float64 {
		v, _ := math.Lgamma(float64(n + 1))
		return v
	}
	return math.Exp(logGamma(attempts) - logGamma(k) - logGamma(attempts-k) +
		float64(k)*math.Log(chance) + float64(attempts-k)*math.Log1p(-chance))
}

// dropIsolated leaves out nodes with dead peers only: nothing reaches them, at any time.
func (m *missing) dropIsolated() {
	if m.least > 0 || len(m.share) < 2 {
		return
	}
	alone := m.share[0]
	m.least, m.share, m.without = 1, m.share[1:], m.without[1:]
	for i := range m.share {
		m.share[i] /= 1 - alone
	}
}

// part is the part of the nodes without the message.
func (m *missing) part() float64 {
	sum := 0.0
	for i, share := range m.share {
		sum += share * m.without[i]
	}
	return sum
}

// reach lets a round pass in which each living peer has the message with the chance known: a node asks one
// of its peers, and each of them pushes to one of its own. It returns how many copies arrive, for each
// node: more than nodes get them, where several come in one round.
func (m *missing) reach(degree, known, push, pull float64) (copies float64) {
	silent := 1 - push*known/degree
	pushed := math.Pow(silent, float64(m.least)) // by none of the living peers
	for i, share := range m.share {
		living := float64(m.least + i)
		copies += share * m.without[i] * living / degree * known * (push + pull)
		m.without[i] *= (1 - living/degree*pull*known) * pushed
		pushed *= silent
	}
	return copies
}

// missed is the part of the nodes without the message.
func (c *crowd) missed() float64 { return c.nodes.part() }

// known is the chance that a living peer of a node without the message has what it could give it.
func (c *crowd) known(has float64) float64 { return has / (c.ends.part() + c.eager + c.idle) }

// exchange is a round in which every node pushes to one peer what it has, and asks it for what it has not;
// push and pull are the chances that a message comes over, between nodes that live. Who gets it is eager.
// It returns how many copies arrive, for each living node.
func (c *crowd) exchange(push, pull float64) (copies float64) {
	known := c.known(c.eager + c.idle)
	stays := (1 - push/c.degree) * (1 - pull/c.degree)
	c.eager, c.idle = c.eager*stays, c.idle*stays
	return c.reach(known, push, pull)
}

// monger is a round in which the eager push to one peer. A push to a living one that arrives there makes
// them lose interest with the chance cool, if it has the message already.
func (c *crowd) monger(alive, arrives, cool float64) {
	known := c.known(c.eager)
	informed := 0.0 // of the living peers of an eager node
	if c.hotEnds > 0 {
		informed = max(0, 1-c.ends.part()*c.eager/c.hotEnds)
	}
	stop := alive * arrives * cool * informed
	other := stop * (c.degree - 1) / c.degree // by pushing to another peer than the one of an edge
	unsent := c.eager * (1 - arrives/c.degree)
	c.eager, c.idle = unsent*(1-other), c.idle+unsent*other
	c.hot, c.hotEnds = c.hot*(1-stop), c.hotEnds*(1-stop)
	c.reach(known, arrives, 0)
}

// reach lets nodes get the message from their peers, and makes them eager.
func (c *crowd) reach(known, push, pull float64) (copies float64) {
	nodes, ends := c.nodes.part(), c.ends.part()
	copies = c.nodes.reach(c.degree, known, push, pull)
	c.ends.reach(c.degree, known, push, pull)
	fresh := ends - c.ends.part()
	c.eager += fresh
	c.hotEnds += fresh
	c.hot += nodes - c.nodes.part()
	return copies
}
