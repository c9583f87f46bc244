// Command gossip is a laboratory for gossip networks: it starts networks of real node processes,
// sends messages through them, shows every path a message took, draws, reshapes and stops them.
//
// The package joins everything and decides little. Each command is one file: a constructor that
// names its words and flags, an options struct, a run function that does the work with what it was
// given (context, options, streams), and the struct that -o json prints. A new command is such a
// file plus one line in the table of root.go.
//
// What all commands share has its own small file: exit.go turns every error into its exit code and
// hint, text.go keeps control characters away from terminals, color.go paints node names as the
// pictures do, topology_args.go reads `KIND [PARAM]`, picture.go writes drawings and exports.
//
// Results go to stdout, everything else to stderr. Whatever is wrong on the command line is found
// before any network is looked for, and exits with 2.
package main
