package main

import (
	"bufio"
	"io"
	"os"
	"path/filepath"
)

// saveFile writes a file aside and then renames it, so that it is never half written; what is not an
// ordinary file (/dev/stdout) is written in place.
func saveFile(path string, write func(io.Writer) error) error {
	fill := func(file *os.File) error {
		w := bufio.NewWriter(file)
		err := write(w)
		if err == nil {
			err = w.Flush()
		}
		if closing := file.Close(); err == nil {
			err = closing
		}
		return err
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return fill(file)
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".gossip-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // it is gone already if all went well
	if err := fill(file); err != nil {
		return err
	}
	const everybodyReads = 0o644
	if err := os.Chmod(file.Name(), everybodyReads); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
