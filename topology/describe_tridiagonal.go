package topology

import "math"

// topOfTridiagonal returns the largest eigenvalue of the symmetric tridiagonal matrix with the given
// diagonal, whose rows i and i+1 are joined by beta[i]. The last beta leads out of the matrix, to
// the row that is not there yet: times the last component of the eigenvector it is the residual,
// within which the large matrix has an eigenvalue (B. Parlett, The Symmetric Eigenvalue Problem,
// 1980, section 13.2).
func topOfTridiagonal(alpha, beta []float64) (value, residual float64) {
	n := len(alpha)
	low, high := math.Inf(-1), math.Inf(-1)
	for i, a := range alpha { // Gershgorin's circles bound it above, every diagonal entry below
		radius := 0.0
		if i > 0 {
			radius += beta[i-1]
		}
		if i < n-1 {
			radius += beta[i]
		}
		low, high = max(low, a), max(high, a+radius)
	}
	for {
		middle := low + (high-low)/2
		if middle <= low || middle >= high {
			break
		}
		if exceeds(middle, alpha, beta) {
			high = middle
		} else {
			low = middle
		}
	}
	return low, beta[n-1] * lastComponent(high, alpha, beta)
}

// exceeds reports whether x is above all eigenvalues: whether every pivot of the matrix minus x is
// negative (Sylvester's law of inertia).
func exceeds(x float64, alpha, beta []float64) bool {
	pivot := alpha[0] - x
	for i := 1; i < len(alpha) && pivot < 0; i++ {
		pivot = alpha[i] - x - beta[i-1]*beta[i-1]/pivot
	}
	return pivot < 0
}

// lastComponent returns the absolute value of the last component of the normalized eigenvector to
// the largest eigenvalue, given a number just above that. It is found by inverse iteration: the
// matrix minus x is negative definite, so that elimination needs no pivoting.
func lastComponent(x float64, alpha, beta []float64) float64 {
	n := len(alpha)
	pivot := make([]float64, n)
	vector := make([]float64, n)
	for i := range n {
		pivot[i] = alpha[i] - x
		if i > 0 {
			pivot[i] -= beta[i-1] * beta[i-1] / pivot[i-1]
		}
		pivot[i] = min(pivot[i], -1e-18) // rounding may have brought it to 0
		vector[i] = 1
	}
	for range 3 {
		for i := 1; i < n; i++ {
			vector[i] -= beta[i-1] / pivot[i-1] * vector[i-1]
		}
		vector[n-1] /= pivot[n-1]
		for i := n - 2; i >= 0; i-- {
			vector[i] = (vector[i] - beta[i]*vector[i+1]) / pivot[i]
		}
		length := 0.0
		for _, y := range vector {
			length = math.Hypot(length, y)
		}
		for i := range vector {
			vector[i] /= length
		}
	}
	return math.Abs(vector[n-1])
}
