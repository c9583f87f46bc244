//go:build !race

package main

import (
	"bytes"
	"os"
	"runtime/debug"

	"golang.org/x/sys/unix"
)

// useLargePages asks the kernel to back the heap with large pages up to so many bytes from now on. What a
// simulation of a million nodes touches lies anywhere in it: with pages of 4 KiB a processor spends a fifth
// of the time on finding out where, and the kernel some more on handing them out one by one.
//
// The runtime offers no way to ask for that, but it uses memory again: so a block is taken, marked and
// given back before it was touched. Where address space is limited, or must be backed when it is taken,
// that could fail, and is left out.
func useLargePages(size int64) {
	if size <= 0 || addressSpaceLimited() {
		return
	}
	block := make([]byte, size)
	_ = unix.Madvise(block, unix.MADV_HUGEPAGE) // a kernel without large pages does without
	block = nil
	debug.FreeOSMemory()
}

// addressSpaceLimited reports whether memory that is taken and not touched costs anything.
func addressSpaceLimited() bool {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_AS, &limit) != nil || limit.Cur != unix.RLIM_INFINITY {
		return true
	}
	const always = "2"
	strict, err := os.ReadFile("/proc/sys/vm/overcommit_memory")
	return err != nil || string(bytes.TrimSpace(strict)) == always
}
