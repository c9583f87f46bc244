package source

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const long = time.Minute

func pipe(t *testing.T) string {
	path := filepath.Join(t.TempDir(), "pipe")
	require.NoError(t, syscall.Mkfifo(path, 0o600))
	return path
}

func TestAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(path, []byte("abc"), 0o600))
	in, err := Open(t.Context(), path, long)
	require.NoError(t, err)
	content, err := io.ReadAll(in)
	require.NoError(t, err)
	assert.Equal(t, "abc", string(content))
	require.NoError(t, in.Close())
}

func TestWhatCannotBeRead(t *testing.T) {
	_, err := Open(t.Context(), t.TempDir(), long)
	assert.ErrorIs(t, err, ErrDirectory)
	_, err = Open(t.Context(), filepath.Join(t.TempDir(), "nowhere"), long)
	assert.ErrorIs(t, err, fs.ErrNotExist)
	_, err = Open(t.Context(), "", long)
	assert.ErrorIs(t, err, fs.ErrNotExist)
}

// A writer may come after the reader, and take its time between two pieces.
func TestAPipeWithALateWriter(t *testing.T) {
	path := pipe(t)
	in, err := Open(t.Context(), path, long)
	require.NoError(t, err)
	defer in.Close()
	read := make(chan string)
	go func() {
		content, err := io.ReadAll(in)
		assert.NoError(t, err)
		read <- string(content)
	}()
	writer, err := os.OpenFile(path, os.O_WRONLY, 0)
	require.NoError(t, err)
	for _, piece := range []string{"one ", "two"} {
		_, err = io.WriteString(writer, piece)
		require.NoError(t, err)
	}
	require.NoError(t, writer.Close())
	assert.Equal(t, "one two", <-read)
}

func TestAPipeWithoutWriter(t *testing.T) {
	in, err := Open(t.Context(), pipe(t), time.Millisecond)
	require.NoError(t, err)
	defer in.Close()
	_, err = io.ReadAll(in)
	assert.ErrorIs(t, err, ErrSilent)
}

// Ctrl-C ends the wait for a writer, and that for a writer who says nothing.
func TestTheContextEndsReads(t *testing.T) {
	for name, written := range map[string]bool{"no writer": false, "a silent writer": true} {
		t.Run(name, func(t *testing.T) {
			path := pipe(t)
			ctx, cancel := context.WithCancel(t.Context())
			in, err := Open(ctx, path, long)
			require.NoError(t, err)
			defer in.Close()
			if written {
				writer, err := os.OpenFile(path, os.O_WRONLY, 0)
				require.NoError(t, err)
				defer writer.Close()
			}
			ended := make(chan error)
			go func() {
				_, err := io.ReadAll(in)
				ended <- err
			}()
			cancel()
			assert.ErrorIs(t, <-ended, context.Canceled)
		})
	}
}

func TestAtMost(t *testing.T) {
	for _, tt := range []struct {
		text string
		most int64
		want string
		over bool
	}{
		{"", 0, "", false}, {"", 3, "", false}, {"abc", 4, "abc", false}, {"abc", 3, "abc", false},
		{"abc", 2, "ab", true}, {"abc", 0, "", true},
	} {
		for name, in := range map[string]io.Reader{"at once": strings.NewReader(tt.text), "byte by byte": iotest.OneByteReader(strings.NewReader(tt.text))} {
			content, err := io.ReadAll(AtMost(in, tt.most))
			assert.Equal(t, tt.want, string(content), name)
			_, over := errors.AsType[*TooLong](err)
			assert.Equal(t, tt.over, over, "%v %s", tt, name)
		}
	}
}
