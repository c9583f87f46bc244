// Package advise says what each protocol needs to be reliable: it predicts from theory the degree, the
// fanout or the k, the rounds and the packets, and checks the prediction by simulation.
//
//	answer, err := advise.Ask(ctx, advise.Question{Nodes: 1000, Loss: 0.05, Crash: 0.1, Reliability: 0.9999}, advise.Options{Seed: 1})
//	best := answer.Candidates[answer.Best]
//	fmt.Println(best.Protocol, best.Params, best.Predicted.Reliability, best.Checks[0].Reached)
//
// # The question
//
// A part of the nodes has crashed, and nobody has repaired the network. Then a node that lives sends a
// message, and each packet vanishes with a given probability, links staying up. The reliability is the
// probability that the message reaches every node that lives. The coverage is the expected part of the
// living nodes that it reaches.
//
// # The theory
//
// All predictions go by a recursion for the chance that a node has not been reached after so many
// rounds. Where it stops, it gives the part s of the nodes that are never reached; the number of those is
// taken to be Poisson distributed, so that all L living nodes are reached with a chance of e^(-L s). With
// L s = e^-c this is the e^(-e^-c) of Erdős and Rényi, and of Kermarrec, Massoulié and Ganesh. The mean
// number of rounds is the sum over rounds of the chance that somebody is still to be reached. That of
// protocols whose nodes contact one peer at a time counts how many of a node's peers live, for crashed ones
// are contacted in vain (crowd.go); it is within a tenth of what is simulated, and so are the packets. That of
// Plumtree counts how long nodes wait until they ask for what was lost (plumtree_waits.go); where nearly all
// are reached it is within a tenth of what is simulated, mostly above.
//
// # A new protocol
//
// Write a file with its row as dedup.go has it: how it is set up at a level (of degree, fanout or k), and
// what theory predicts for that. Add it to rows.
package advise
