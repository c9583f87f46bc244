package render

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFormatFromPath(t *testing.T) {
	for path, want := range map[string]Format{
		"default.svg": SVG, "a/b.c/d.PNG": PNG, "x.y.pdf": PDF, ".svg": SVG,
	} {
		format, err := FormatFromPath(path)
		require.NoError(t, err, path)
		assert.Equal(t, want, format, path)
	}
	for _, path := range []string{"", "svg", "x", "x.jpg", "x.dot", "x.svg.gz", "x.svg/"} {
		_, err := FormatFromPath(path)
		require.Error(t, err, path)
		assert.ErrorContains(t, err, ".svg, .png or .pdf")
	}
}

func TestFormatNames(t *testing.T) {
	assert.Equal(t, "svg png pdf Format(7)", SVG.String()+" "+PNG.String()+" "+PDF.String()+" "+Format(7).String())
}
