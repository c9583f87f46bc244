package main

import (
	"io"
	"strings"
	"unicode/utf8"
)

// table prints rows in aligned columns. Unlike text/tabwriter it measures a cell before it is
// painted, so that colors don't disturb the columns.
type table struct {
	rows [][]cell
}

// cell is one entry of a table: its text, already printable, and how to paint it (nil: not at all).
type cell struct {
	text  string
	paint func(string) string
}

// row appends a row of plain cells.
func (t *table) row(texts ...string) {
	cells := make([]cell, len(texts))
	for i, text := range texts {
		cells[i] = cell{text: text}
	}
	t.rows = append(t.rows, cells)
}

// write prints the table, columns apart by two spaces, no space at the end of a line.
func (t *table) write(w io.Writer) error {
	var widths []int
	for _, row := range t.rows {
		for i, c := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(c.text))
		}
	}
	var b strings.Builder
	for _, row := range t.rows {
		for i, c := range row {
			text := c.text
			if c.paint != nil {
				text = c.paint(text)
			}
			b.WriteString(text)
			if i < len(row)-1 {
				b.WriteString(strings.Repeat(" ", widths[i]-utf8.RuneCountInString(c.text)+2))
			}
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}
