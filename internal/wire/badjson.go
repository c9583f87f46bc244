package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
)

// inJSON says what is wrong with a payload in the words of JSON: the decoder speaks of Go types.
func inJSON(err error) error {
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return err
	}
	subject := "it"
	if wrong.Field != "" {
		subject = wrong.Field
	}
	return fmt.Errorf("%s is %s, and must be %s", subject, valueInJSON(wrong.Value), typeInJSON(wrong.Type))
}

// valueInJSON names what the decoder found: a kind of value, and sometimes the value.
func valueInJSON(value string) string {
	if digits, ok := strings.CutPrefix(value, "number "); ok {
		return digits
	}
	switch value {
	case "array":
		return "a list"
	case "bool":
		return "true or false"
	case "object":
		return "an object"
	}
	return "a " + value
}

// typeInJSON names what a field takes.
func typeInJSON(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "true or false"
	case reflect.String:
		return "a string"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Float64:
		return "a number"
	case reflect.Int, reflect.Int64:
		return "a whole number"
	case reflect.Uint32:
		return "a whole number from 0 to 4294967295"
	}
	return "an object"
}
