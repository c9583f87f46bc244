package gossip

import (
	"math/big"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func TestWholeDigits(t *testing.T) {
	for text, want := range map[string]string{
		"0": "0", "7": "7", "007": "7", "+7": "7", "-7": "-7", "-0": "0", "10": "10",
		"1e6": "1000000", "1E6": "1000000", "1e+6": "1000000", "1.5e3": "1500", "1.50e1": "15", ".5e1": "5", "2.": "2", "2.0": "2",
		"100e-2": "1", "0e9": "0", "0.0e-9": "0", "-1.5e1": "-15", "00.25e2": "25",
		"18446744073709551616": "18446744073709551616", "1e300": "1" + strings.Repeat("0", 300),
	} {
		got, ok := WholeDigits(text)
		assert.True(t, ok, text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{
		"", " ", "+", "-", ".", "e", "e3", "1e", "1e+", ".e1", "1.5", "1.5e0", "1e-1", "150e-2", "1.55e1", "--1", "+-1", "-+1", "1e1e1", "1.2.3",
		"x", "0x10", "1_000", "1,000", " 1", "1 ", "1\n", "inf", "NaN", "٣", "1e301", "1e-301", "1e99999999999999999999",
		strings.Repeat("1", 41),
	} {
		_, ok := WholeDigits(text)
		assert.False(t, ok, text)
	}
}

// math/big reads the same numbers.
func TestWholeDigitsAreTheNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[+-]?[0-9]{0,6}\.?[0-9]{0,6}([eE][+-]?[0-9]{1,2})?`).Draw(t, "text")
		want, isNumber := new(big.Rat).SetString(text)
		got, ok := WholeDigits(text)
		require.Equal(t, isNumber && want.IsInt(), ok, text)
		if ok {
			require.Equal(t, want.Num().String(), got, text)
		}
	})
}

// Parameters that count something take the notations of all whole numbers; what they are is shown in plain digits.
func TestIntegerParametersInAnyNotation(t *testing.T) {
	eachParam(t, func(t *testing.T, row Protocol, p Param) {
		if p.Type != Integer {
			return
		}
		plain := strconv.FormatInt(p.Max, 10)
		for _, text := range []string{plain + "e0", plain + "0e-1", plain[:1] + "." + plain[1:] + "e" + strconv.Itoa(len(plain)-1)} {
			v, ok := p.parse(text)
			assert.True(t, ok, text)
			assert.Equal(t, p.Max, v, text)
		}
		for _, text := range []string{plain + "e1", "1.5e0", "1e30"} {
			_, ok := p.parse(text)
			assert.False(t, ok, text)
		}
	})
	rule, err := NewRule("rumor", map[string]string{"fanout": "1e1"})
	require.NoError(t, err)
	assert.Contains(t, rule.Settings(), Setting{"fanout", "10"})
}
