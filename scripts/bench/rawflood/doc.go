// Package rawflood is the least that a gossip node over TCP can be: the reference against which the
// benchmarks hold the real one. One process is one node and each edge of the graph one connection.
// What arrives for the first time goes to every peer but the one that it came from; nothing is
// stored, repaired, parsed or named.
//
// node.go is the node. control.go lets the benchmark put networks together and read them out, with
// words that every node program of the benchmark understands:
//
//	(started)                    -> addr <address for clients> <address for peers>
//	peers <degree> <address>...  -> ready, when the node has dialled the addresses and has that many links
//	count                        -> <messages> <relays> <bytes of these relays>
//	dump <n>                     -> <count>, and so many records of 20 bytes: all from the nth on
//
// They travel on standard input and output, one request a line; the node ends when its input does.
//
// # Frames
//
// All numbers are big-endian. A frame is the length of what follows (4 bytes), the id of the node
// that accepted the message (4), its number there (8), and the text. A connection begins with one
// byte: [PeerHello], or [ClientHello] for one that submits frames. There the node fills in the id and
// the number, and answers each frame with that number (8 bytes). A record of a dump is the id, the
// number, and the Unix time of the first arrival in nanoseconds (8).
package rawflood
