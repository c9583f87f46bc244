// Package client talks to one node over a connection that stays open.
//
//	c, err := client.Dial(ctx, "127.0.0.1:7001")
//	defer c.Close()
//	id, err := c.Publish(ctx, "Hello World", 1)
//
// A Client is for one goroutine at a time. Every call is bounded by its context; after a call that
// failed for another reason than a RemoteError the connection is of no more use.
package client
