// Package keeper ends the networks of a program that measures, when that program has ended, however it did:
// after a SIGKILL nobody else knows of them.
//
// The keeper is a shell that reads from a pipe whose other end the program holds, and so do the
// commands that it runs (Hold). When the last of them is gone the pipe ends, and the shell stops all networks of
// one state directory and removes it:
//
//	k, err := keeper.Start("bin/gossip", dir)
//	defer k.Release()
//	...
//	k.Hold(cmd) // so that a start-network that is still at work is waited for
//
// It hears nothing of what a terminal sends to the program, for it has a session of its own.
package keeper
