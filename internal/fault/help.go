package fault

import "strings"

const helpWidth = 80

// Help describes all kinds of fault, for the help of a command.
func Help() string {
	var b strings.Builder
	for _, r := range Kinds() {
		b.WriteString(r.Synopsis + "\n")
		wrap(&b, r.Doc+inRounds(r))
		for _, example := range r.Examples {
			b.WriteString("    --fault '" + example + "'\n")
		}
	}
	b.WriteString("\n")
	for _, word := range [][2]string{
		{"NODES", "ids and ranges (3,7,10..20), a share of the nodes that live at that time, drawn by the seed (30%), or all"},
		{"TIME", "a duration since the start (2s, 150ms), or a number of rounds in the synchronous model (3); without a beginning a fault is there from the start, and without an end until the end of the run"},
	} {
		b.WriteString(word[0] + "\n")
		wrap(&b, word[1])
	}
	return b.String()
}

// inRounds says that a kind has no meaning in rounds, if so.
func inRounds(r Row) string {
	if r.Timed {
		return "; not in the synchronous model, where nothing takes any time"
	}
	return ""
}

// wrap writes indented lines.
func wrap(b *strings.Builder, text string) {
	const indent = "    "
	line := indent
	for word := range strings.FieldsSeq(text) {
		if line != indent && len(line)+1+len(word) > helpWidth {
			b.WriteString(line + "\n")
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	b.WriteString(line + "\n")
}
