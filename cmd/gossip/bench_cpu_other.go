//go:build !linux

package main

import (
	"errors"
	"time"
)

// processorTime fails: other systems do not tell what another process has used.
func processorTime(int) (time.Duration, error) { return 0, errors.ErrUnsupported }
