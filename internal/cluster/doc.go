// Package cluster starts, finds, changes and stops networks of node processes on this machine.
//
// # The life of a network
//
// Start estimates what the network will cost, takes the network's lock, binds the port of every
// node, and spawns a process for each: `gossip node --inherit ...`, with a session and a log file of
// its own. A node gets three open files:
//
//	3  its bound port, so that nobody can take it meanwhile and peers can connect before the node runs
//	4  a pipe that all nodes share, into which it writes "ready <id>" or "fail <id> <reason>"
//	5  the lifeline: a pipe that all nodes share, from which it reads one byte
//
// When all are ready, Start records the network and writes one byte for each node into the lifeline;
// then the nodes live on by themselves. Until then a node that finds the end of the lifeline knows
// that the starter has died, and ends: there is no moment at which a start that is killed leaves
// anything behind. Bound nodes (StartOptions.Bound) never get that byte, and so end with the process that
// started them, whatever ends it. A start that fails kills what it spawned, waits for it, and removes its directory.
//
// From then on any process finds the network by its name: Open reads the record, Dial opens a session
// with a node. Who knows whom is not recorded: the nodes are asked (Nodes, Graph). Changes to the
// network (AddNode, RemoveNode, Connect, Disconnect, Restructure) hold its lock; they first open a
// session with each node that they concern, so that one that does not answer is found before anything
// is changed, and take back what they did if one of the nodes fails. A network some of whose processes
// have died runs on, and its dead nodes are shown as such.
//
// RestartNode puts a new process in the place of one that runs, hangs or has died: with its id, port,
// log and peers, and without its messages, which the peers have. Since who knows whom is not recorded,
// the link between two nodes that are dead at the same time is forgotten when one of them is
// restarted.
//
// Stop asks every node to hand on what it accepted and to exit, and ends those that do not: SIGTERM,
// then SIGKILL. A suspended node (SIGSTOP) hears neither, and is killed. A signal only goes to
// a process that is provably the recorded one; on Linux that is one with the recorded start time under
// the recorded boot id, addressed by a handle (pidfd) that can never mean another process.
//
// # Directories
//
// Home is $GOSSIP_STATE_DIR, else $XDG_STATE_HOME/gossip, else ~/.local/state/gossip. In it each
// network has a directory, mode 0700:
//
//	<network>/network.json   the record (State): written aside, flushed and renamed
//	<network>/lock           locked by flock while a command changes the network; holds its process id
//	<network>/node-<id>.log  what the node writes to its standard output and error
//
// After Stop the directory stays, with the record marked as ended, so that the logs can be read until
// the next start of that name; the logs of removed nodes go with them. The 16 networks that ended last
// are kept, older ones are removed. A network that died (after a reboot, or because its processes were
// killed) is treated as one that was stopped as soon as somebody notices.
//
// # Example
//
//	home := cluster.Home{Dir: dir}
//	network, err := home.Start(ctx, cluster.StartOptions{Network: "default", Graph: g, PortsOrigin: 7000})
//	c, err := network.Dial(ctx, 1)
//	id, err := c.Publish(ctx, "Hello World", 1)
//	err = network.Stop(ctx)
//
// Every call is bounded: by its context, and by deadlines of its own for each node, so that no node
// can make a command hang. All errors are of type *Error, or wrap one.
package cluster
