// Package output puts generated files into a folder, and says whether the folder is current.
//
// It exists because the folder is committed, read by Terraform and watched by deployments: a run that stops half-way, a file
// that outlives its SLO, or a state file that is swept away with the generated ones each cost somebody a night. It promises:
//
//   - All or nothing. [Write] prepares the whole new folder beside the old one and exchanges the two in one step
//     (renameat2 with RENAME_EXCHANGE on Linux, renameatx_np with RENAME_SWAP on macOS), so that whoever looks sees the old
//     output or the new, never a mixture, whenever the run is killed. Where that can't be done it keeps a journal and renames
//     file by file; a run that was stopped is then finished by the next one.
//   - Nothing that slogen didn't write is touched. A manifest in the folder lists what was written and its digests. Everything
//     else (.terraform, state files, notes, symbolic links) is carried over as the same file. A foreign file in the way, or a
//     generated one that was edited since, is a [ConflictError] that names it.
//   - What is no longer generated goes.
//   - Nothing changes when nothing changed: no file is written, no time stamp moves; and unchanged files stay the same files
//     (same inode, same time) when others change.
//
// The folder must belong to one run at a time: runs wait for each other on an advisory lock of the parent folder.
//
// A program whose current directory lies inside the folder would be left in a removed one by the exchange, so that the writing
// process uses the journal when it is such a program itself. Others (a shell in another window) have to enter the folder again.
// Extended attributes and access control lists of folders inside are not carried over by the exchange; those of files are.
//
// It is not its job to know what the files mean, to decide what is generated, or to read the configuration.
package output
