package wire

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// What is wrong with a payload is said without a word of Go.
func TestBadJSONInTheWordsOfTheProtocol(t *testing.T) {
	for name, tt := range map[string]struct {
		payload string
		into    any
		want    string
	}{
		"a list for an object":    {`[]`, new(Post), `bad JSON in "[]": it is a list, and must be an object`},
		"an object for a list":    {`{}`, new([]Peer), `bad JSON in "{}": it is an object, and must be a list`},
		"a number for an object":  {`7`, new(Post), `bad JSON in "7": it is a number, and must be an object`},
		"a string for a number":   {`{"weight":"x"}`, new(Peer), `bad JSON in "{\"weight\":\"x\"}": weight is a string, and must be a number`},
		"a number for a string":   {`{"text":1}`, new(Post), `bad JSON in "{\"text\":1}": text is a number, and must be a string`},
		"a fraction":              {`{"id":1.5}`, new(Peer), `bad JSON in "{\"id\":1.5}": id is 1.5, and must be a whole number`},
		"a number that is large":  {`{"weight":1e999}`, new(Peer), `bad JSON in "{\"weight\":1e999}": weight is 1e999, and must be a number`},
		"true for a number":       {`{"id":true}`, new(Peer), `bad JSON in "{\"id\":true}": id is true or false, and must be a whole number`},
		"a number for a bool":     {`{"links":1}`, new(WatchQuery), `bad JSON in "{\"links\":1}": links is a number, and must be true or false`},
		"a negative number":       {`{"session":-1}`, new(syncJSON), `bad JSON in "{\"session\":-1}": session is -1, and must be a whole number from 0 to 4294967295`},
		"within a list":           {`[{"id":1,"addr":[]}]`, new([]Peer), `bad JSON in "[{\"id\":1,\"addr\":[]}]": addr is a list, and must be a string`},
		"deep inside":             {`{"ranges":[{"keys":[1]}]}`, new(syncJSON), `bad JSON in "{\"ranges\":[{\"keys\":[1]}]}": ranges.keys is a number, and must be a list`},
		"an object for a range":   {`{"ranges":{}}`, new(syncJSON), `bad JSON in "{\"ranges\":{}}": ranges is an object, and must be a list`},
		"what is no JSON at all":  {`{"id":`, new(Peer), `bad JSON in "{\"id\":": unexpected end of JSON input`},
		"a word that JSON has no": {`{"id":x}`, new(Peer), `bad JSON in "{\"id\":x}": invalid character 'x' looking for beginning of value`},
	} {
		t.Run(name, func(t *testing.T) { assert.EqualError(t, ParseJSON([]byte(tt.payload), tt.into), tt.want) })
	}
}
