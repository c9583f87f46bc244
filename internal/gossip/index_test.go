package gossip

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestIndexFindsEveryKey grows a store, with two keys of one hash in it, and looks for what is there and
// for what is not.
func TestIndexFindsEveryKey(t *testing.T) {
	n, err := New(Config{ID: 1, Peers: &idList{2}, Rand: rand.New(rand.NewPCG(1, 2))})
	require.NoError(t, err)
	key := func(i int) Key { return Key{Origin: NodeID(1 + i%7), Time: int64(1+i) << 10} }
	seen := map[uint32]Key{}
	var twins []Key
	for i := 0; twins == nil; i++ {
		k := key(i)
		if other, ok := seen[k.hash()]; ok {
			twins = []Key{other, k}
		}
		seen[k.hash()] = k
	}
	store := n.Store()
	require.Zero(t, store.Fetch(twins))
	store.add(&Message{Key: twins[0], Text: "a"}, 1)
	for i := range 3000 {
		if k := key(i); k != twins[0] && k != twins[1] {
			store.add(&Message{Key: k, Text: "a"}, 1)
		}
	}
	_, found := store.Find(twins[1])
	require.False(t, found)
	store.add(&Message{Key: twins[1], Text: "b"}, 1)
	for i := range store.Len() {
		at, found := store.Find(store.At(i).Message.Key)
		require.True(t, found)
		require.Equal(t, i, at)
	}
	var keys []Key
	for i := range 20 {
		keys = append(keys, key(i))
	}
	require.NotZero(t, store.Fetch(keys))
	require.Zero(t, store.Fetch([]Key{{Origin: 8, Time: 1 << 10}}))
	for i := range 3000 {
		_, found := store.Find(Key{Origin: 8, Time: int64(1+i) << 10})
		require.False(t, found)
	}
}
