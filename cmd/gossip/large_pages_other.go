//go:build !linux

package main

// useLargePages does nothing here: see large_pages_linux.go.
func useLargePages(int64) {}
