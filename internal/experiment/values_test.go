package experiment

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

func texts(values []Value) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = v.Text
	}
	return strings.Join(words, " ")
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name  string
		scale Scale
		text  string
		want  string
	}{
		{"one", Whole(), "5", "5"},
		{"exponents", Whole(), "1e3,1e4,1.5e5", "1000 10000 150000"},
		{"range", Whole(), "1..5", "1 2 3 4 5"},
		{"range with a step", Whole(), "1..10:3", "1 4 7 10"},
		{"end that no step hits", Whole(), "1..9:3", "1 4 7"},
		{"range of one", Whole(), "3..3", "3"},
		{"list with a range", Whole(), "1, 2,5..8", "1 2 5 6 7 8"},
		{"tenths do not drift", Decimal(), "0..0.5:0.1", "0 0.1 0.2 0.3 0.4 0.5"},
		{"hundredths do not drift", Decimal(), "0.01..0.07:0.02", "0.01 0.03 0.05 0.07"},
		{"as typed", Decimal(), "0.10,1e-6,5", "0.10 1e-6 5"},
		{"what JSON does not know", Decimal(), ".5,+1,07", "0.5 1 7"},
		{"negative", Decimal(), "-1..1:0.5", "-1 -0.5 0 0.5 1"},
		{"durations", Spans(), "10ms,1m0s", "10ms 1m0s"},
		{"durations in a range", Spans(), "10ms..50ms:20ms", "10ms 30ms 50ms"},
		{"durations that grow", Spans(), "30s..90s:30s", "30s 1m 1m30s"},
		{"no duration", Spans(), "0", "0s"},
		{"words", Words("a mode", "push", "pull"), "push,pull", "push pull"},
		{"any words", Words("a word"), "a..b,c", "a..b c"},
		{"truths", Truths(), "true,false", "true false"},
		{"durations a moment apart", Spans(), "2540400h,2540400h0m0.000000001s", "2540400h 2540400h0m0.000000001s"},
		{"words and ranges", Words("a word").OrRanges(Whole()), "all,2..4,9..7e1:30", "all 2 3 4 9 39 69"},
		{"words that differ", Words("a word").AlikeBy(strings.ToLower), "a,b", "a b"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.scale.Parse(tt.text)
			require.NoError(t, err)
			assert.Equal(t, tt.want, texts(got))
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		scale Scale
		text  string
		want  string
	}{
		{"nothing", Whole(), "", "it must be a whole number"},
		{"nothing in a list", Whole(), "1,,2", `"" is not a whole number`},
		{"a fraction", Whole(), "1.5", "it must be a whole number"},
		{"out of bounds", Whole().Between("1", "10"), "0", "it must be a whole number from 1 to 10"},
		{"an end out of bounds", Whole().Between("1", "10"), "5..11", `"11" is not`},
		{"downwards", Whole(), "5..1", "5..1 runs downwards; write 1..5"},
		{"no step", Decimal(), "0..0.5", "0..0.5 needs a step, like 0..0.5:0.05"},
		{"no step of durations", Spans(), "10ms..20ms", "needs a step, like 10ms..20ms:1ms"},
		{"step 0", Whole(), "1..5:0", `the step "0" of 1..5:0 must be more than 0`},
		{"step backwards", Whole(), "1..5:-1", "must be more than 0"},
		{"no end", Whole(), "1..", `"" is not a whole number`},
		{"no beginning", Whole(), "..5", `"" is not a whole number`},
		{"three dots", Whole(), "1...5", "is not a whole number"},
		{"too many", Whole(), "1..1e6", "1..1e6 has more than 10000 values"},
		{"too many in all", Whole(), "1..9999,20000..20001", "more than 10000 values"},
		{"twice", Whole(), "1,1e0", "1 is there twice"},
		{"twice, as it was typed", Decimal(), "0.1,0.2,0.1", "0.1 is there twice"},
		{"twice in two forms", Decimal(), "0.1,0.10", "0.1 is there twice: 0.10 is the same"},
		{"twice with an exponent", Decimal(), "0.1,1e-1", "0.1 is there twice: 1e-1 is the same"},
		{"twice in a range", Decimal(), "0.10,0..0.5:0.1", "0.10 is there twice: 0.1 is the same"},
		{"twice in two units", Spans(), "50ms,0.05s", "50ms is there twice: 0.05s is the same"},
		{"a range among words downwards", Words("a word").OrRanges(Whole()), "a,3..1", "3..1 runs downwards; write 1..3"},
		{"a range of words", Words("a word").OrRanges(Whole()), "a..b", `"a" is not a whole number`},
		{"a range out of bounds", Words("a word").OrRanges(Whole().Between("1", "9")), "0..3", `"0" is not a whole number from 1 to 9`},
		{"a word in a range", Words("a word").OrRanges(Whole()).AlikeBy(strings.ToLower), "3,1..4", "3 is there twice"},
		{"twice in words", Words("a word").AlikeBy(strings.ToLower), "a,b,A", "a is there twice: A is the same"},
		{"not a number", Decimal(), "x,1", `"x" is not a number`},
		{"NaN", Decimal(), "NaN", "it must be a number"},
		{"infinite", Decimal(), "Inf", "it must be a number"},
		{"fractions of integers", Decimal(), "1/3", "it must be a number"},
		{"huge exponent", Decimal(), "1e999999999", "it must be a number"},
		{"huge exponent of nothing", Decimal(), "0e-999999999", "it must be a number"},
		{"many digits", Decimal(), strings.Repeat("1", 100), "it must be a number"},
		{"too large", Whole(), "1e30", "it must be a whole number"},
		{"no unit", Spans(), "10", "it must be a duration like 10ms"},
		{"unknown word", Words("push or pull", "push", "pull"), "push,pll", `"pll" is not push or pull`},
		{"no truth", Truths(), "maybe", "it must be true or false"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := tt.scale.Parse(tt.text)
			assert.ErrorContains(t, err, tt.want)
		})
	}
}

func TestValuesAreNumbers(t *testing.T) {
	values, err := Spans().Parse("250ms,2s")
	require.NoError(t, err)
	assert.Equal(t, 0.25, values[0].Number, "durations are placed by their seconds")
	assert.Equal(t, 2*time.Second, values[1].Duration())
	values, err = Decimal().Parse("0..0.5:0.1")
	require.NoError(t, err)
	assert.Equal(t, 0.3, values[3].Number, "the nearest number to 0.3")
	line, err := json.Marshal([]Value{values[3], {Text: "10ms", Kind: Span}, {Text: "true", Kind: Truth}, {Text: `a"b`}, {Text: "1KiB", Kind: Number, Number: 1024}})
	require.NoError(t, err)
	assert.Equal(t, `[0.3,"10ms",true,"a\"b",1024]`, string(line))
}

// Whatever is typed, what is accepted is JSON, and is read again as the same.
func TestWhatIsShownIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.SampledFrom([]Scale{Whole(), Decimal(), Spans()}).Draw(t, "scale")
		text := rapid.StringMatching(`-?[0-9]{0,4}(\.[0-9]{0,3})?(e-?[0-9])?(ms|s|m)?(\.\.[0-9]{0,3}(\.[0-9])?(ms|s)?(:[0-9]{0,2}(ms)?)?)?`).Draw(t, "text")
		values, err := scale.Parse(text)
		if err != nil {
			return
		}
		for _, v := range values {
			line, err := json.Marshal(v)
			require.NoError(t, err)
			require.True(t, json.Valid(line), "%s", line)
			again, err := scale.Parse(v.Text)
			require.NoError(t, err)
			require.Equal(t, []Value{v}, again)
		}
	})
}

func TestPoints(t *testing.T) {
	n, err := NewAxis("num_nodes", "10,20", Whole())
	require.NoError(t, err)
	k, err := NewAxis("k", "1..3", Whole())
	require.NoError(t, err)
	mode, err := NewAxis("mode", "push", Words("a mode"))
	require.NoError(t, err)
	points, err := Points([]Axis{n, mode, k})
	require.NoError(t, err)
	var got []string
	for _, p := range points {
		got = append(got, fmt.Sprintf("%d %s %d", p.Value("num_nodes").Int(), p.Value("mode").Text, p.Value("k").Int()))
	}
	assert.Equal(t, []string{"10 push 1", "10 push 2", "10 push 3", "20 push 1", "20 push 2", "20 push 3"}, got, "the first axis is the slowest")
	assert.Equal(t, Value{}, points[0].Value("loss"))
	assert.True(t, k.Swept())
	assert.False(t, mode.Swept())

	points, err = Points(nil)
	require.NoError(t, err)
	assert.Len(t, points, 1, "nothing varies: one point")

	many, err := NewAxis("k", "1..101", Whole())
	require.NoError(t, err)
	_, err = Points([]Axis{many, many})
	assert.ErrorContains(t, err, "more than 10000 combinations")
}
