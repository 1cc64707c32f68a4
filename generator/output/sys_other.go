//go:build !linux && !darwin

package output

import (
	"errors"
	"os"
)

const (
	canExchange = false
	canSyncAll  = false
)

func exchange(*os.Root, string, string) error { return errors.ErrUnsupported }

func syncAll(*os.Root) error { return errors.ErrUnsupported }
