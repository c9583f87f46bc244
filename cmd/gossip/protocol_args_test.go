package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"gossip/internal/cluster"
)

func TestParamList(t *testing.T) {
	var p paramList
	require.NoError(t, p.Set("k=3"))
	require.NoError(t, p.Set("mode=a=b"))
	assert.Empty(t, p.twice())
	for _, text := range []string{"", "k", "k=", "=3"} {
		assert.Error(t, p.Set(text), text)
	}
	assert.Equal(t, "k=3,mode=a=b", p.String())
	require.NoError(t, p.Set("mode=c"))
	assert.Equal(t, "mode", p.twice())
}

// A node is told what was given, and nothing if that is what it does anyway.
func TestProtocolNodeArgs(t *testing.T) {
	args := func(name string, params ...string) []string {
		p := protocolArgs{name: name}
		for _, param := range params {
			require.NoError(t, p.params.Set(param))
		}
		_, err := p.rule()
		require.NoError(t, err)
		return p.nodeArgs()
	}
	assert.Empty(t, args("flood"))
	assert.Equal(t, []string{"--protocol", "rumor"}, args("rumor"))
	assert.Equal(t, []string{"--protocol", "rumor", "--param", "k=3", "--param", "fanout=2"}, args("rumor", "k=3", "fanout=2"))
}

func TestSettingsOf(t *testing.T) {
	name, params := settingsOf(cluster.State{})
	assert.Equal(t, "flood", name)
	assert.Equal(t, map[string]string{}, params)
	name, params = settingsOf(cluster.State{Protocol: "rumor", Params: map[string]string{"k": "3"}})
	assert.Equal(t, "rumor", name)
	assert.Equal(t, "3", params["k"])
	assert.Equal(t, "1", params["fanout"], "the default")
	name, params = settingsOf(cluster.State{Protocol: "of tomorrow"})
	assert.Equal(t, "of tomorrow", name)
	assert.Equal(t, map[string]string{}, params)
}

func TestPeerFlags(t *testing.T) {
	var p peerFlags
	for _, text := range []string{"2=127.0.0.1:9002", "3=[::1]:9003@2.5", "4=localhost:9004@0.000001"} {
		require.NoError(t, p.Set(text), text)
	}
	assert.Equal(t, peerFlags{
		{ID: 2, Addr: "127.0.0.1:9002"}, {ID: 3, Addr: "[::1]:9003", Weight: 2.5}, {ID: 4, Addr: "localhost:9004", Weight: 1e-6},
	}, p)
	var back peerFlags
	require.NoError(t, back.Set("3=[::1]:9003@2.5"))
	assert.Equal(t, "3=[::1]:9003@2.5", back.String())
	for _, text := range []string{
		"", "2", "2=", "2=localhost", "0=h:1", "x=h:1", "2=h:1@", "2=h:1@0", "2=h:1@-1", "2=h:1@x", "2=h:1@NaN", "2=h:1@Inf",
		"2=h:1@1e7", "2=h:1@1e-7", "2=h:1@1@1",
	} {
		assert.Error(t, p.Set(text), text)
	}
}

func TestNearest(t *testing.T) {
	assert.Equal(t, []string{"plumtree"}, nearest("plumtre", protocolNames()))
	assert.Equal(t, []string{"rumor"}, nearest("Rumour", protocolNames()))
	assert.Empty(t, nearest("xyzzy", protocolNames()))
}
