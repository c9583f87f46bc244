package fault

import (
	"errors"
	"fmt"
)

// An Error refuses a fault: what is wrong, and why.
type Error struct {
	Text string
	hint string
}

// Error implements error.
func (e *Error) Error() string { return e.Text }

// Hint says what would work.
func (e *Error) Hint() string { return e.hint }

// refuse makes an Error; the hint is a sentence of its own.
func refuse(hint, format string, args ...any) error {
	return &Error{Text: fmt.Sprintf(format, args...), hint: hint}
}

// within puts the fault in front of what is wrong with it.
func within(fault string, err error) error {
	var e *Error
	if errors.As(err, &e) {
		return &Error{Text: fault + ": " + e.Text, hint: e.hint}
	}
	return err
}
