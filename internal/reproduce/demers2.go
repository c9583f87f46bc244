package reproduce

// demers2 is push, blind and with a coin.
func demers2() Table {
	return Table{
		Name: "demers2", Title: "rumor mongering: push, blind, coin", Source: demersSource + ", table 2",
		Setting: demersSetting,
		series: func(small bool) ([]series, error) {
			rows := []demersRow{
				{[4]string{"0.96", "0.04", "19", "38"}, [4]string{"0.9592", "0.0408", "20.4", "39.8"}, [4]float64{.0009, .0009, .5, .9}},
				{[4]string{"0.20", "1.6", "17", "33"}, [4]string{"0.2042", "1.592", "15.7", "32.9"}, [4]float64{.0013, .004, 0, .2}},
				{[4]string{"0.060", "2.8", "15", "32"}, [4]string{"0.0601", "2.822", "13.4", "31.7"}, [4]float64{.001, .005, 0, .2}},
				{[4]string{"0.021", "3.9", "14.1", "32"}, [4]string{"0.0204", "3.917", "12.4", "32.3"}, [4]float64{.001, .007, 0, .2}},
				{[4]string{"0.008", "4.9", "13.8", "32"}, [4]string{"0.0070", "4.965", "11.8", "32.5"}, [4]float64{.0001, .007, 0, .3}},
			}
			return demersSeries(small, rows, [4]string{2: unresolvedMean}, "mode", "push", "feedback", "false", "stop", "coin")
		},
	}
}
