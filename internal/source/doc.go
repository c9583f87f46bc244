// Package source opens what a user names to be read: a file, or something that only looks like one. It
// keeps a program from waiting for ever, and from reading without end.
//
// A directory is refused. A pipe is waited for until somebody writes to it, for as long as the caller has
// patience; once it has begun, its writer may be as slow as it likes. What is read may be bounded.
//
//	in, err := source.Open(ctx, path, source.Patience)
//	defer in.Close()
//	content, err := io.ReadAll(source.AtMost(in, 1<<20))
package source
