//go:build unix && !linux

package cluster

import "math"

// memoryAvailable is not told by this system without privileges or cgo.
func memoryAvailable() int64 { return math.MaxInt64 }

// tasksAvailable leaves it to the limit of the user.
func tasksAvailable() int { return math.MaxInt }
