//go:build !linux || race

package main

// useLargePages does nothing here: other systems have other ways, and the race detector keeps notes on every
// byte of a block, touched or not. See large_pages_linux.go.
func useLargePages(int64) {}
