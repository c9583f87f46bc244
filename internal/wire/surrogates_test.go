package wire

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestHalfOfASurrogatePair(t *testing.T) {
	for name, tt := range map[string]struct {
		text string // as JSON has it
		want string // "": it is refused
	}{
		"a pair":                      {`\ud83d\ude42`, "🙂"},
		"a pair in capitals":          {`\uD83D\uDE42`, "🙂"},
		"two pairs":                   {`\ud83d\ude42\ud83d\ude42`, "🙂🙂"},
		"the first half":              {`\ud800`, ""},
		"the second half":             {`\udc00`, ""},
		"the halves the wrong way":    {`\ude42\ud83d`, ""},
		"two first halves and more":   {`\ud83d\ud83d\ude42`, ""},
		"a half and something else":   {`\ud83dx\ude42`, ""},
		"a half and another escape":   {`\ud83d\n`, ""},
		"a half behind a pair":        {`\ud83d\ude42\ud83d`, ""},
		"a half in capitals":          {`\uD800`, ""},
		"the sign for it, as it is":   {"\ufffd", "\ufffd"},
		"the sign for it, escaped":    {`\ufffd`, "\ufffd"},
		"a backslash before a letter": {`\\ud800 \ufffd`, `\ud800 ` + "\ufffd"},
		"the sign for it, and a half": {`\ufffd\ud800`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, payload := range []string{
				`{"text":"` + tt.text + `","relays":1}`, `{"relays":1, "text":"` + tt.text + `"}`,
			} {
				_, text, err := ParsePost([]byte(payload))
				if tt.want == "" {
					require.ErrorIs(t, err, errHalfPair, payload)
					continue
				}
				require.NoError(t, err)
				assert.Equal(t, tt.want, text)
			}
			_, err := ParseRelay([]byte(`1|["` + tt.text + `_7", [1]]`))
			assert.Equal(t, tt.want == "", err != nil, "a peer says the same")
		})
	}
}
