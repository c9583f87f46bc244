package cluster

import (
	"net"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFreeBlock(t *testing.T) {
	ids := []int{1, 2, 3, 9}
	bound, origin, err := bindPorts(t.Context(), "127.0.0.1", 0, ids)
	require.NoError(t, err)
	defer bound.close()
	assert.GreaterOrEqual(t, origin, firstFreePort)
	assert.Less(t, origin+9, ephemeralStart(), "outgoing connections never take these ports")
	for i, id := range ids {
		assert.Equal(t, &net.TCPAddr{IP: net.IP{127, 0, 0, 1}, Port: origin + id}, mustResolve(t, bound[i].addr))
		assert.False(t, free(bound[i].addr))
		conn, err := net.DialTimeout("tcp", bound[i].addr, patience)
		require.NoError(t, err, "a bound port takes connections before its node runs")
		conn.Close()
	}
	bound.close()
	for _, p := range bound {
		becomesFree(t, p.addr)
	}
}

func mustResolve(t *testing.T, addr string) *net.TCPAddr {
	t.Helper()
	resolved, err := net.ResolveTCPAddr("tcp4", addr)
	require.NoError(t, err)
	resolved.IP = resolved.IP.To4()
	return resolved
}

func TestBlockIsAllOrNothing(t *testing.T) {
	bound, origin, err := bindPorts(t.Context(), "127.0.0.1", 0, []int{1, 2, 3})
	require.NoError(t, err)
	defer bound.close()
	bound[0].file.Close()
	bound[1].file.Close()
	_, _, err = bindPorts(t.Context(), "127.0.0.1", origin, []int{1, 2, 3})
	require.ErrorIs(t, err, Busy)
	becomesFree(t, bound[0].addr)
	becomesFree(t, bound[1].addr)
}

func TestFreeRange(t *testing.T) {
	tests := map[string]struct{ last, ephemeral, low, high int }{
		"ordinary":            {16, 32768, 10000, 32751},
		"just fits":           {22767, 32768, 10000, 10000},
		"too many for that":   {22768, 32768, 1024, 42767},
		"unusual range":       {16, 1024, 1024, 65519},
		"no port is left":     {65000, 32768, 1024, 535},
		"as many as possible": {64511, 32768, 1024, 1024},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			low, high := freeRange(test.last, test.ephemeral)
			assert.Equal(t, [2]int{test.low, test.high}, [2]int{low, high})
		})
	}
}

func TestPortsOnIPv6(t *testing.T) {
	bound, _, err := bindPorts(t.Context(), "::1", 0, []int{1, 2})
	if err != nil {
		assert.ErrorIs(t, err, Invalid, "a machine without IPv6 says so")
		return
	}
	defer bound.close()
	host, _, err := net.SplitHostPort(bound[1].addr)
	require.NoError(t, err)
	assert.Equal(t, "::1", host)
}

// 0.0.0.0 is every IPv4 address, and nothing more.
func TestPortsOnAnyIPv4(t *testing.T) {
	bound, _, err := bindPorts(t.Context(), "0.0.0.0", 0, []int{1})
	require.NoError(t, err)
	defer bound.close()
	assert.True(t, strings.HasPrefix(bound[0].addr, "0.0.0.0:"), bound[0].addr)
}
