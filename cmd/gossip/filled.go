package main

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/spf13/pflag"
)

// filled is a flag value: a text that is not empty where it is given. An empty one is what a variable of
// the shell leaves that is not set; to take that for none would do less than was asked for.
type filled struct {
	value *string
	noun  string
}

// aFile is the noun of flags that name a file.
const aFile = "the name of a file"

// newFilled returns a flag value that writes to value, which begins with the default.
func newFilled(value *string, preset, noun string) *filled {
	*value = preset
	return &filled{value, noun}
}

// Set implements pflag.Value.
func (f *filled) Set(text string) error {
	if text == "" {
		return fmt.Errorf("it must be %s; an unset variable of the shell is empty", f.noun)
	}
	*f.value = text
	return nil
}

// String implements pflag.Value.
func (f *filled) String() string {
	if f.value == nil {
		return ""
	}
	return *f.value
}

// Type implements pflag.Value.
func (f *filled) Type() string { return "string" }

var _ pflag.Value = (*filled)(nil)

// refusal is why a flag refuses a value, in our words where those of the library say too little.
func refusal(flag *pflag.Flag, err error) error {
	switch flag.Value.Type() {
	case "bool":
		if _, ok := errors.AsType[*strconv.NumError](err); ok {
			return errors.New("it must be true or false")
		}
	case "duration":
		return errors.New("it must be a time like 500ms, 30s or 1h30m")
	}
	return err
}
