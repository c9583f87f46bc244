package source

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"
)

// Patience is how long somebody may take to begin to write to a pipe.
const Patience = 10 * time.Second

// ErrSilent says that a pipe was waited for in vain.
var ErrSilent = errors.New("nobody writes to this pipe")

// ErrDirectory says that what was named is a directory.
var ErrDirectory = errors.New("it is a directory, not a file")

// File is an open file that is read from its beginning to its end.
type File struct {
	ctx      context.Context // of the reads, which have no argument for it
	file     *os.File
	release  func() bool // the watch over the context
	patience time.Duration
	waits    bool // it is a pipe to which nobody has written yet
}

// Open opens a file. The end of the context ends reads from a pipe or a terminal, too, with its error.
func Open(ctx context.Context, path string, patience time.Duration) (*File, error) {
	// A plain open of a pipe would wait for a writer, and nothing could wake it.
	file, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err == nil && info.IsDir() {
		err = &fs.PathError{Op: "read", Path: path, Err: ErrDirectory}
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	f := &File{ctx: ctx, file: file, patience: patience, waits: info.Mode()&fs.ModeNamedPipe != 0}
	f.release = context.AfterFunc(ctx, func() {
		file.SetReadDeadline(time.Unix(1, 0)) //nolint:errcheck // an ordinary file has none, and nothing to wait for
	})
	return f, nil
}

// Stat describes the file.
func (f *File) Stat() (fs.FileInfo, error) { return f.file.Stat() }

// Read implements io.Reader.
func (f *File) Read(p []byte) (int, error) {
	n, err := f.file.Read(p)
	if f.waits && len(p) > 0 && n == 0 && errors.Is(err, io.EOF) {
		n, err = f.await(p)
	}
	f.waits = f.waits && n == 0
	if f.ctx.Err() != nil && errors.Is(err, os.ErrDeadlineExceeded) {
		err = f.ctx.Err()
	}
	return n, err
}

// await reads again and again while a pipe is at its end because nobody has opened it yet.
func (f *File) await(p []byte) (int, error) {
	const pause = 10 * time.Millisecond
	again := time.NewTicker(pause)
	defer again.Stop()
	over := time.NewTimer(f.patience)
	defer over.Stop()
	for {
		select {
		case <-f.ctx.Done():
			return 0, f.ctx.Err()
		case <-over.C:
			return 0, ErrSilent
		case <-again.C:
		}
		if n, err := f.file.Read(p); n > 0 || !errors.Is(err, io.EOF) {
			return n, err
		}
	}
}

// Seek implements io.Seeker, for ordinary files.
func (f *File) Seek(offset int64, whence int) (int64, error) { return f.file.Seek(offset, whence) }

// Close implements io.Closer.
func (f *File) Close() error {
	f.release()
	return f.file.Close()
}

// TooLong says that there is more to be read than is taken.
type TooLong struct {
	Most int64 // bytes
}

// Error implements error.
func (e *TooLong) Error() string { return fmt.Sprintf("there are more than %d bytes in it", e.Most) }

// AtMost returns a reader of so many bytes. One more is an error, a *TooLong.
func AtMost(in io.Reader, most int64) io.Reader { return &bounded{in, most, most} }

type bounded struct {
	in         io.Reader
	left, most int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.in.Read(p[:min(int64(len(p)), b.left+1)])
	if int64(n) > b.left {
		n, err = int(b.left), &TooLong{b.most}
	}
	b.left -= int64(n)
	return n, err
}
