package cluster

// MemoryAvailable returns how much memory this machine can give without swapping, in bytes; the largest
// number where the system does not tell.
func MemoryAvailable() int64 { return memoryAvailable() }
