package fault_test

import (
	"fmt"

	"gossip/internal/fault"
)

func Example() {
	var plan fault.Plan
	for _, text := range []string{"crash 2,3 at 2s for 5s", "partition 1..4 from 1s to 4s"} {
		f, err := fault.Parse(text, fault.Clock{})
		if err != nil {
			fmt.Println(err)
			return
		}
		plan = append(plan, f)
	}
	timeline, err := plan.Timeline(8, 7)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range timeline {
		fmt.Println(c.At, c.Number, c.Nodes, c.Groups)
	}
	// Output:
	// 1s 1 [] [[1 2 3 4]]
	// 2s 0 [2 3] []
	// 4s 1 [] [[1 2 3 4]]
	// 7s 0 [2 3] []
}
