package node

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/client"
	"gossip/internal/wire"
)

func TestPipelinedSubmissionsAreAnsweredInOrder(t *testing.T) {
	nw := pair(t)
	requests := []struct{ line, text, want string }{
		{line: "/NEW:1|one", text: "one"},
		{line: `/POST:{"text":"two\nlines","relays":3}`, text: "two\nlines"},
		{line: "/NEW:0|x", want: "relay limit"},
		{line: `/POST:{"text":""}`, want: "text is empty"},
		{line: "/POST:{", want: "bad JSON"},
		{line: `/POST:{"text":"\ud800"}`, want: "not UTF-8"},
		{line: "/POST:[]", want: "it is a list, and must be an object"},
		{line: `/POST:{"relays":1,"text":"three"}`, text: "three"},
		{line: `/POST:{"text":"x","relays":65}`, want: "relay limit"},
		{line: "/NEW", want: "no colon"},
		{line: "/NEWS:1|x", want: "unknown verb"},
		{line: "/NEW:1|\xff", want: "not UTF-8"},
		{line: "/PEERS", want: "no colon"},
		{line: "/NEW:64|four", text: "four"},
	}
	const rounds = 100 // more than one batch
	var all strings.Builder
	all.WriteString("/OPEN:{}\n")
	for range rounds {
		for _, r := range requests {
			all.WriteString(r.line + "\n")
		}
	}
	conn := connect(t, nw.nodes[1].addr)
	go func() { // the node need not read it all before it answers
		_, _ = io.WriteString(conn, all.String())
		_ = conn.CloseWrite()
	}()
	in := bufio.NewReader(conn)
	_, err := in.ReadString('\n')
	require.NoError(t, err)
	accepted := 0
	for range rounds {
		for _, r := range requests {
			line, err := in.ReadString('\n')
			require.NoError(t, err)
			if r.want != "" {
				require.Contains(t, failure(t, line), r.want, r.line)
				continue
			}
			var a wire.Accepted
			require.NoError(t, json.Unmarshal([]byte(line), &a))
			require.True(t, strings.HasPrefix(a.ID, r.text+"_"), "%q answers %q", line, r.line)
			accepted++
		}
	}
	_, err = in.ReadByte()
	assert.ErrorIs(t, err, io.EOF)
	nw.holds(accepted)
}

func TestAStreamOfMessages(t *testing.T) {
	nw := start(t, ring(5))
	const messages = 2000
	texts := make(chan client.Submission)
	go func() {
		for i := range messages {
			texts <- client.Submission{Text: fmt.Sprint("message ", i), Relays: 1 + i%2*64} // every other one is refused
		}
		close(texts)
	}()
	accepted, refused := 0, 0
	err := nw.client(1).PublishStream(ctx(t), texts, 64, func(s client.Submission, a wire.Accepted, err error) {
		switch {
		case s.Relays == 1 && err == nil && strings.HasPrefix(a.ID, s.Text+"_"):
			accepted++
		case s.Relays == 65 && err != nil:
			refused++
		}
	})
	require.NoError(t, err)
	assert.Equal(t, []int{messages / 2, messages / 2}, []int{accepted, refused})
	nw.holds(messages / 2)
}
