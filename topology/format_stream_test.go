package topology

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A file may be far longer than the graph in it: what is repeated takes no memory. (DOT is parsed as a
// whole, and has a limit instead.)
func TestReadStreams(t *testing.T) {
	const long = 4 << 20
	tests := []struct {
		name                 string
		format               Format
		start, repeated, end string
	}{
		{"edges again and again", EdgeList, "", "1 2\n3 4\n5\n", ""},
		{"comments", EdgeList, "1 2\n", "# nothing\n", ""},
		{"attributes", NodeLink, `{"nodes": [{"id": 1}], "graph": {"x": [0`, `, {"y": "z"}`, "]}}"},
		{"data", GraphML, `<graphml><graph><node id="1"><data>`, "<x>y</x>", "</data></node></graph></graphml>"},
		{"data", GEXF, `<gexf><graph><nodes><node id="1"/></nodes><x>`, "<x>y</x>", "</x></graph></gexf>"},
	}
	for _, test := range tests {
		t.Run(string(test.format)+"/"+test.name, func(t *testing.T) {
			before := inUse()
			times := long / len(test.repeated)
			r := &watched{r: io.MultiReader(strings.NewReader(test.start), &again{text: test.repeated, times: times}, strings.NewReader(test.end))}
			_, err := Read(r, test.format)
			require.NoError(t, err)
			assert.Less(t, r.most-min(r.most, before), uint64(1<<20), "bytes in use")
		})
	}
}

// again reads as a text that is repeated.
type again struct {
	text  string
	times int
	at    int
}

func (a *again) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) && a.times > 0 {
		k := copy(p[n:], a.text[a.at:])
		n += k
		if a.at += k; a.at == len(a.text) {
			a.at = 0
			a.times--
		}
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// watched looks at the memory in use after every 512 KiB.
type watched struct {
	r     io.Reader
	bytes int
	most  uint64
}

func (w *watched) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if before := w.bytes >> 19; (w.bytes+n)>>19 != before {
		w.most = max(w.most, inUse())
	}
	w.bytes += n
	return n, err
}

// inUse returns the size of what is not garbage, in bytes.
func inUse() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
