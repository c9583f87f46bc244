package topology

import (
	"fmt"
	"math"
)

// spectralGap measures 1 - λ, where λ is the second largest eigenvalue of D^(-1/2) A D^(-1/2), by
// Lanczos's method. The largest eigenvalue is 1 and its eigenvector is known, so it is projected
// out. What the method finds is never above λ, up to rounding: before it converges, the gap is
// bounded above.
func spectralGap(g *Graph, components int, e effort) Figure {
	if components > 1 {
		return Figure{Exact: true, How: "the graph is disconnected"}
	}
	n := float64(g.Len())
	stepCost := 10*n + 2*float64(g.EdgeCount())
	l := newLanczos(g, e)
	for check := 8; ; check += 1 + check/4 {
		for len(l.alpha) < check && !l.finished {
			l.step()
		}
		value, residual := topOfTridiagonal(l.alpha, l.beta)
		gap := 1 - value
		steps := float64(len(l.alpha))
		switch {
		case l.finished, residual <= 1e-7*gap, residual <= 1e-13:
			return Figure{Value: gap, Exact: true}
		case steps > 8*n+100, steps > 1e6, !e.affords(steps*stepCost*5/4, 3):
			return Figure{Value: gap, How: fmt.Sprintf(
				"at most: Lanczos's method has not converged after %.0f steps (residual %.1g)", steps, residual)}
		}
	}
}

// lanczos reduces M = D^(-1/2) A D^(-1/2), restricted to the vectors orthogonal to its first
// eigenvector, to a tridiagonal matrix whose largest eigenvalue converges to that of M. C. Lanczos,
// J. Res. Natl. Bur. Stand. 45 (1950). The vectors are not reorthogonalized against each other:
// that brings in copies of eigenvalues, but none that M does not have (C. Paige, 1971), and keeps
// the memory at a few vectors.
type lanczos struct {
	g     *Graph
	sums  blockSums
	scale []float64 // 1/sqrt(degree)
	first []float64 // the first eigenvector of M: sqrt(degree), normalized
	v     []float64 // the current vector
	old   []float64 // the one before
	work  []float64

	alpha, beta []float64 // the tridiagonal matrix; beta[i] joins rows i and i+1
	finished    bool      // the vectors span all that the start vector can reach
}

func newLanczos(g *Graph, e effort) *lanczos {
	n := g.Len()
	l := &lanczos{g: g, sums: newBlockSums(n, e),
		scale: make([]float64, n), first: make([]float64, n),
		v: make([]float64, n), old: make([]float64, n), work: make([]float64, n)}
	rng := sampler(4)
	norm := math.Sqrt(2 * float64(g.EdgeCount()))
	for i := range n {
		root := math.Sqrt(float64(g.Degree(i)))
		l.scale[i], l.first[i] = 1/root, root/norm
		l.v[i] = rng.Float64() - 0.5 // a start with a share of every eigenvector, almost surely
	}
	l.deflate(l.v)
	l.normalize(l.v)
	return l
}

// step adds a row to the tridiagonal matrix.
func (l *lanczos) step() {
	last := 0.0
	if len(l.beta) > 0 {
		last = l.beta[len(l.beta)-1]
	}
	l.sums.each(func(from, to int) {
		for i := from; i < to; i++ {
			l.work[i] = l.v[i] * l.scale[i]
		}
	})
	alpha := l.sums.add(func(from, to int) float64 { // old becomes M v - last old
		dot := 0.0
		for i := from; i < to; i++ {
			sum := 0.0
			for _, w := range l.g.row(i) {
				sum += l.work[w]
			}
			l.old[i] = sum*l.scale[i] - last*l.old[i]
			dot += l.old[i] * l.v[i]
		}
		return dot
	})
	l.sums.each(func(from, to int) {
		for i := from; i < to; i++ {
			l.old[i] -= alpha * l.v[i]
		}
	})
	l.deflate(l.old)
	beta := l.normalize(l.old)
	l.v, l.old = l.old, l.v
	l.alpha, l.beta = append(l.alpha, alpha), append(l.beta, beta)
	l.finished = beta < 1e-12
}

// deflate removes the component of x along the first eigenvector. Once would do if it were not for
// rounding, which would let it grow back.
func (l *lanczos) deflate(x []float64) {
	share := l.sums.add(func(from, to int) float64 {
		dot := 0.0
		for i := from; i < to; i++ {
			dot += x[i] * l.first[i]
		}
		return dot
	})
	l.sums.each(func(from, to int) {
		for i := from; i < to; i++ {
			x[i] -= share * l.first[i]
		}
	})
}

// normalize scales x to length 1 and returns the length it had.
func (l *lanczos) normalize(x []float64) float64 {
	length := math.Sqrt(l.sums.add(func(from, to int) float64 {
		dot := 0.0
		for i := from; i < to; i++ {
			dot += x[i] * x[i]
		}
		return dot
	}))
	if length > 0 {
		l.sums.each(func(from, to int) {
			for i := from; i < to; i++ {
				x[i] /= length
			}
		})
	}
	return length
}

// blockSums runs over vectors on several cores. It adds up block by block in a fixed order, so that
// a sum is the same to the last bit however many workers there are.
type blockSums struct {
	n    int
	e    effort
	part []float64 // by block
}

const sumBlock = 1 << 14

func newBlockSums(n int, e effort) blockSums {
	return blockSums{n: n, e: e, part: make([]float64, (n+sumBlock-1)/sumBlock)}
}

// each runs over all indexes, a range of them at a time.
func (b blockSums) each(run func(from, to int)) {
	b.e.each(len(b.part), func(_, task int) { run(task*sumBlock, min(b.n, (task+1)*sumBlock)) })
}

// add returns the sum of what run returns.
func (b blockSums) add(run func(from, to int) float64) float64 {
	b.e.each(len(b.part), func(_, task int) {
		b.part[task] = run(task*sumBlock, min(b.n, (task+1)*sumBlock))
	})
	sum := 0.0
	for _, p := range b.part {
		sum += p
	}
	return sum
}
