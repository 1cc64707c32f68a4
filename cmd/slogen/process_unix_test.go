//go:build unix

package main

import (
	"os"
	"runtime"
	"syscall"
)

// peakMiB is the most memory of a process that was resident.
func peakMiB(p *os.ProcessState) float64 {
	peak := float64(p.SysUsage().(*syscall.Rusage).Maxrss) / (1 << 10)
	if runtime.GOOS == "darwin" { // bytes there, KiB elsewhere
		peak /= 1 << 10
	}
	return peak
}
