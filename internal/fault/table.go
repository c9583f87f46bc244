package fault

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// FromTable reads a fault from a table of a scenario file, with the words of the text as keys:
//
//	[[fault]]
//	kind = "crash"
//	nodes = [3, 7]
//	at = "2s"
//	for = "5s"
//
// Nodes are a text as in Parse, an id, or a list of those; groups are a list of nodes. Times are texts,
// and in rounds they can be numbers. Unknown keys are refused. The error is an *Error.
func FromTable(table map[string]any, clock Clock) (Fault, error) {
	w := words{values: map[string]string{}}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		if err := w.set(key, table[key]); err != nil {
			return Fault{}, within("fault in a table", err)
		}
	}
	name := fmt.Sprintf("fault %q in a table", w.values[keyKind])
	row, err := LookupKind(w.values[keyKind])
	if err != nil {
		return Fault{}, within("fault in a table", err)
	}
	if nodes, ok := w.values[keyNodes]; ok && row.subject == someGroups && w.groups == nil {
		w.groups = strings.Split(nodes, "|") // nodes = "50%": the one group
		delete(w.values, keyNodes)
	}
	f, err := build(w, clock)
	if err != nil {
		return Fault{}, within(name, err)
	}
	return f, nil
}

// set notes the value of a key as text.
func (w *words) set(key string, value any) error {
	if !slices.Contains(keys(), key) {
		return refuse("its keys are "+strings.Join(keys(), ", "), "there is no key %q", key)
	}
	if key == keyGroups {
		return w.setGroups(value)
	}
	text, ok := scalar(value)
	if list, isList := value.([]any); isList && (key == keyNodes || key == keyOthers) {
		text, ok = joined(list)
	}
	if !ok {
		return refuse(nodesOrText(key), "%s is %v", key, value)
	}
	w.values[key] = text
	return nil
}

func nodesOrText(key string) string {
	if key == keyNodes || key == keyOthers {
		return `write a text such as "30%", or a list such as [3, 7, "10..20"]`
	}
	return "write a text, or a number"
}

func (w *words) setGroups(value any) error {
	const hint = `write a list such as ["1..500", "501..1000"], or "50%"`
	if text, ok := scalar(value); ok {
		w.groups = strings.Split(text, "|")
		return nil
	}
	list, ok := value.([]any)
	if !ok || len(list) == 0 {
		return refuse(hint, "groups is %v", value)
	}
	for _, group := range list {
		text, ok := scalar(group)
		if ids, isList := group.([]any); isList {
			text, ok = joined(ids)
		}
		if !ok {
			return refuse(hint, "a group is %v", group)
		}
		w.groups = append(w.groups, text)
	}
	return nil
}

// joined writes a list of ids and ranges as text.
func joined(list []any) (string, bool) {
	parts := make([]string, len(list))
	for i, v := range list {
		text, ok := scalar(v)
		if !ok {
			return "", false
		}
		parts[i] = text
	}
	return strings.Join(parts, ","), true
}

// scalar writes a text or a number as text.
func scalar(value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case int:
		return strconv.Itoa(v), true
	case int64:
		return strconv.FormatInt(v, 10), true
	case float64:
		return formatFloat(v), true
	}
	return "", false
}
