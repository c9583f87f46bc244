//go:build !race

package main

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLargePagesAreGivenBackUntilTheyAreUsed(t *testing.T) {
	const size = 32 << 20
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	useLargePages(size)
	runtime.ReadMemStats(&after)
	assert.Less(t, after.HeapAlloc, before.HeapAlloc+size/2)
	assert.GreaterOrEqual(t, after.HeapReleased, uint64(size))
	useLargePages(0)
}
