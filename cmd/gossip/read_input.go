package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"gossip/internal/source"
)

// readInput reads a file that was named, or a pipe, of at most so many bytes.
func readInput(ctx context.Context, path string, most int64) ([]byte, error) {
	in, err := source.Open(ctx, path, source.Patience)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	content, err := io.ReadAll(source.AtMost(in, most))
	if tooLong, ok := errors.AsType[*source.TooLong](err); ok {
		return nil, fmt.Errorf("%s: %w", path, tooLong)
	}
	if errors.Is(err, source.ErrSilent) {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return content, err
}
