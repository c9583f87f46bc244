package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTailsAreThoseOfTheBooks holds the tables against the functions of package math.
func TestTailsAreThoseOfTheBooks(t *testing.T) {
	exponential, normal := exponentialTail(), normalTail()
	for i, value := range exponential.values {
		want := math.Exp(-float64(i) / 64)
		assert.InDelta(t, want, float64(value)/(1<<63), 1e-15+1e-12*want, "e^-%d/64", i)
	}
	for i, value := range normal.values {
		want := math.Erfc(float64(i)/128/math.Sqrt2) / 2
		assert.InDelta(t, want, float64(value)/(1<<63), 1e-15+1e-7*want, "beyond %d/128", i)
	}
}

// TestGoldenDraws fixes what is drawn: these figures must be the same on every machine.
func TestGoldenDraws(t *testing.T) {
	for _, c := range []struct {
		latency Latency
		want    []int64
	}{
		{Constant(time.Millisecond), []int64{1000000, 1000000, 1000000}},
		{Uniform(5*time.Millisecond, 20*time.Millisecond), []int64{5066666, 12500000, 19933334}},
		{Exponential(10 * time.Millisecond), []int64{54161288, 6931753, 44792}},
		{Normal(10*time.Millisecond, 2*time.Millisecond), []int64{4310454, 8651012, 10011140}},
	} {
		s := newSampler(c.latency)
		var got []int64
		for _, random := range []uint64{0x0123456789abcdef, 0x8000000000000001, 0xfedcba9876543210} {
			got = append(got, s.latency(random))
		}
		assert.Equal(t, c.want, got, c.latency.String())
	}
}

func TestLatenciesAreDistributedAsTheySay(t *testing.T) {
	ms := float64(time.Millisecond)
	for _, c := range []struct {
		latency         Latency
		mean, deviation float64
	}{
		{Constant(10 * time.Millisecond), 10, 0},
		{Uniform(5*time.Millisecond, 20*time.Millisecond), 12.5, 15 / math.Sqrt(12)},
		{Exponential(10 * time.Millisecond), 10, 10},
		{Normal(10*time.Millisecond, 2*time.Millisecond), 10, 2},
	} {
		t.Run(c.latency.String(), func(t *testing.T) {
			const draws = 400_000
			rng := rand.New(rand.NewPCG(1, 2))
			s := newSampler(c.latency)
			var sum, squares float64
			for range draws {
				x := float64(s.latency(rng.Uint64())) / ms
				require.GreaterOrEqual(t, x, 0.0)
				sum += x
				squares += x * x
			}
			mean := sum / draws
			assert.InDelta(t, c.mean, mean, 5*c.deviation/math.Sqrt(draws)+1e-9)
			assert.InDelta(t, c.deviation, math.Sqrt(max(0, squares/draws-mean*mean)), .01*c.deviation+1e-6)
		})
	}
}

func TestExtremeDraws(t *testing.T) {
	for _, latency := range []Latency{Uniform(0, 0), Uniform(3, 3), Uniform(0, 1<<62), Exponential(1 << 62), Normal(0, 1<<61), Exponential(0)} {
		s := newSampler(latency)
		for _, random := range []uint64{0, 1, 2, 3, 1 << 63, 1<<63 - 1, 1<<64 - 1, 1<<64 - 2} {
			assert.GreaterOrEqual(t, s.latency(random), int64(0), fmt.Sprint(latency, random))
		}
	}
}
