// Package wire is the line protocol: it turns bytes into requests and packets, and back. It does
// not know connections; PROTOCOL.md beside this file describes the whole conversation, well enough
// to write a node or a client in another language.
//
//	verb, payload, err := wire.Split(line)        // "/NEW", "1|Hello"
//	relays, text, err := wire.ParseNew(payload)   // 1, "Hello"
//
// Whatever a stranger may send comes back as an error, never as a panic, and no line takes more
// memory than its Reader allows.
package wire
