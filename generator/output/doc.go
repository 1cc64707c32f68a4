// Package output writes generated files into a folder, and checks whether the folder is current.
//
// It exists because the folder is committed, read by Terraform and watched by deployments: a run that stops half-way, a
// file that outlives its SLO, or a state file that is deleted along with the generated ones can each cost somebody a
// night. It promises:
//
//   - All or nothing. [Write] prepares the whole new folder beside the old one and exchanges the two in one step
//     (renameat2 with RENAME_EXCHANGE on Linux, renameatx_np with RENAME_SWAP on macOS), so that anybody who looks sees
//     either the old output or the new, never a mixture, no matter when the run is killed. Where that can't be done, it
//     keeps a journal and renames file by file; if a run is stopped, the next one finishes its work.
//   - Nothing that slogen didn't write is touched. Generated files are known by their marks (package mark), in the
//     folders that slogen writes to. Everything else (.terraform, state files, notes, symbolic links) is carried over
//     as the same file, and is a [ConflictError] that names it where it is in the way.
//   - What is generated follows from the sources alone, so a marked file is replaced whatever became of it: it was
//     edited, or version control merged it, with or without conflicts. The result names those.
//   - What is no longer generated is removed.
//   - When nothing has changed, nothing is touched: no file is written, no time stamp moves. Unchanged files stay the
//     same files (same inode, same time) when others change.
//
// Only one run at a time may use the folder: runs wait for each other on an advisory lock of the parent folder.
//
// The exchange would leave a program whose current directory is inside the folder in a removed one, so the writing
// process uses the journal if its own directory is there. Others (a shell in another window) have to enter the folder
// again. Extended attributes and access control lists of folders inside are lost in the exchange; those of files are
// kept.
//
// It is not its job to know what the files mean, to decide what is generated, or to read the configuration.
package output
