package advise

import "math"

// hopeless is a reliability at which it does not matter any more when the last node is reached. There the
// waits of chains of nodes, each for the one before, make up the time, which the recursion overstates.
const hopeless = 0.01

// plumtreeRow announces where dedup relays. A message that was announced and does not come is asked for
// until it comes.
func plumtreeRow() row {
	return row{
		protocol: "plumtree", level: levelDegree, timed: true, warm: true,
		formula: "reaches as dedup, for each link brings the message or its announcement; once the tree stands L-1 payloads, p of them twice; an announcement in each " +
			"direction of the other links. Rounds count the waits: what does not come down the tree is asked for after 200 to 400 ms, and every 100 ms again",
		source: "Leitão, Pereira, Rodrigues 2007, section 4; the recursion for the waits is ours",
		most:   mostDegree, setup: degreeAlone,
		predict: func(q Question, _, degree int) Prediction {
			p, covered := relayed(q, degree)
			all := covered*(q.alive()*float64(degree)-1) + 1 // directions of links in which something is sent
			tree := covered - 1
			outside := math.Max(0, all-tree)
			// What stays eager: where both the copy of the other end and the PRUNE were lost.
			wasted := outside * q.Loss * (1 - (1-q.Loss)*(1-q.Loss))
			again := covered * q.Loss // lost on the way down the tree, asked for, and sent again
			p.Payload = tree + wasted + again
			p.Control = math.Max(0, all-tree-wasted) + again
			if p.Reliability >= hopeless {
				p.Rounds = waits(q, degree, relayedCourse(q, degree))
			}
			return p
		},
	}
}
