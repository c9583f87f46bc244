//go:build race

package advise

const underRace = true
