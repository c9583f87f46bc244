package node

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/wire"
)

func TestTraceByIDAndByText(t *testing.T) {
	nw := start(t, ring(5))
	id, err := nw.client(1).Publish(ctx(t), "a_b", 2)
	require.NoError(t, err)
	for range wire.MaxTraced + 4 {
		_, err := nw.client(1).Publish(ctx(t), "again", 1)
		require.NoError(t, err)
	}
	nw.arrivals(func(id int, m wire.Message) int {
		if id == m.Origin {
			return 4*m.Relays + 1
		}
		return 4 * m.Relays
	}, wire.MaxTraced+5)

	c := nw.client(3)
	traced, err := c.Trace(ctx(t), wire.TraceQuery{ID: id})
	require.NoError(t, err)
	require.Len(t, traced, 1)
	m := traced[0]
	assert.Equal(t, []any{id, "a_b", 1, 0}, []any{m.ID, m.Text, m.Origin, m.Unkept})
	require.Len(t, m.Arrivals, 8)
	last := m.TimeNS
	for _, a := range m.Arrivals {
		assert.Equal(t, []int{1, 3}, []int{a.Path[0], a.Path[len(a.Path)-1]})
		assert.GreaterOrEqual(t, a.AtNS, last)
		last = a.AtNS
	}

	traced, err = c.Trace(ctx(t), wire.TraceQuery{Text: "again"})
	require.NoError(t, err)
	require.Len(t, traced, wire.MaxTraced, "the latest of them")
	all, err := c.Messages(ctx(t), wire.All)
	require.NoError(t, err)
	for i, m := range traced {
		assert.Equal(t, all[len(all)-wire.MaxTraced+i].ID, m.ID, "in order of delivery")
	}

	traced, err = c.Trace(ctx(t), wire.TraceQuery{Text: "nothing like that"})
	require.NoError(t, err)
	assert.Empty(t, traced)
	for request, want := range map[string]string{
		"/TRACE:{}":           "needs the id or the text",
		`/TRACE:{"id":"a"}`:   "no underscore",
		`/TRACE:{"id":"a_b"}`: "no such time",
		`/TRACE:["a_7"]`:      "bad JSON",
	} {
		assert.Contains(t, failure(t, talk(t, nw.nodes[1].addr, request)), want)
	}
}

func TestDeliveriesComeInPages(t *testing.T) {
	nw := pair(t)
	const messages = wire.MaxDeliveries + 10
	batch := make([]submission, 0, messages)
	for i := range messages {
		batch = append(batch, submission{text: fmt.Sprint(i), relays: 1})
	}
	nw.nodes[1].look(t, func(o *owner) { o.publish(batch) })
	c := nw.client(1)
	first := talk(t, nw.nodes[1].addr, "/DELIVERIES:{}\n")
	assert.Contains(t, first, fmt.Sprintf(`{"node":1,"from":0,"total":%d,"deliveries":[[1,`, messages))
	assert.Equal(t, wire.MaxDeliveries, strings.Count(first, "],[")+1)

	all, err := c.Deliveries(ctx(t), 0)
	require.NoError(t, err)
	require.Len(t, all, messages)
	for i := 1; i < len(all); i++ {
		if all[i][0] != 1 || all[i][1] <= all[i-1][1] || all[i][2] < all[i][1] || all[i][3] < 1 {
			require.Fail(t, "a wrong delivery", "%d: %v after %v", i, all[i], all[i-1])
		}
	}
	some, err := c.Deliveries(ctx(t), messages-7)
	require.NoError(t, err)
	for i := range some {
		assert.Equal(t, all[messages-7+i][:3], some[i][:3])
	}
	assert.Len(t, some, 7)
	none, err := c.Deliveries(ctx(t), messages+1)
	require.NoError(t, err)
	assert.Empty(t, none)
	assert.Contains(t, failure(t, talk(t, nw.nodes[1].addr, `/DELIVERIES:{"from":-1}`)), "0 or more")
}
