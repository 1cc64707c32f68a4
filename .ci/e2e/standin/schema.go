package standin

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// recorded is what `terraform providers schema -json` prints, as far as the honeycombio provider uses it.
type recorded struct {
	ProviderSchemas map[string]struct {
		Provider          recordedSchema            `json:"provider"`
		ResourceSchemas   map[string]recordedSchema `json:"resource_schemas"`
		DataSourceSchemas map[string]recordedSchema `json:"data_source_schemas"`
	} `json:"provider_schemas"`
}

type recordedSchema struct {
	Version int64         `json:"version"`
	Block   recordedBlock `json:"block"`
}

type recordedBlock struct {
	Attributes map[string]struct {
		Type       json.RawMessage `json:"type"`
		NestedType json.RawMessage `json:"nested_type"`
		Required   bool            `json:"required"`
		Optional   bool            `json:"optional"`
		Computed   bool            `json:"computed"`
		Sensitive  bool            `json:"sensitive"`
		Deprecated bool            `json:"deprecated"`
	} `json:"attributes"`
	BlockTypes map[string]struct {
		NestingMode string        `json:"nesting_mode"`
		MinItems    int64         `json:"min_items"`
		MaxItems    int64         `json:"max_items"`
		Block       recordedBlock `json:"block"`
	} `json:"block_types"`
}

var nestings = map[string]tfprotov6.SchemaNestedBlockNestingMode{
	"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
	"list":   tfprotov6.SchemaNestedBlockNestingModeList,
	"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
	"map":    tfprotov6.SchemaNestedBlockNestingModeMap,
	"group":  tfprotov6.SchemaNestedBlockNestingModeGroup,
}

// readSchema reads the schema recorded in a file.
func readSchema(file string) (*tfprotov6.GetProviderSchemaResponse, error) {
	src, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var r recorded
	if err := json.Unmarshal(src, &r); err != nil {
		return nil, err
	}
	if len(r.ProviderSchemas) != 1 {
		return nil, fmt.Errorf("%s holds %d providers instead of one", file, len(r.ProviderSchemas))
	}
	out := &tfprotov6.GetProviderSchemaResponse{
		ResourceSchemas:   map[string]*tfprotov6.Schema{},
		DataSourceSchemas: map[string]*tfprotov6.Schema{},
	}
	for _, p := range r.ProviderSchemas {
		if out.Provider, err = p.Provider.schema(); err != nil {
			return nil, err
		}
		for name, s := range p.ResourceSchemas {
			if out.ResourceSchemas[name], err = s.schema(); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
		if err := grouped(out.ResourceSchemas["honeycombio_trigger"]); err != nil {
			return nil, err
		}
		for name, s := range p.DataSourceSchemas {
			if out.DataSourceSchemas[name], err = s.schema(); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return out, nil
}

// grouped adds what the recipients of a trigger have since 0.54.0, which is later than the record.
// Source: provider pull request 906, internal/provider/trigger_notification_recipients.go.
func grouped(trigger *tfprotov6.Schema) error {
	if trigger != nil {
		for _, n := range trigger.Block.BlockTypes {
			if n.TypeName == "recipient" {
				n.Block.Attributes = append(n.Block.Attributes,
					&tfprotov6.SchemaAttribute{Name: "group_filter", Optional: true,
						Type: tftypes.Map{ElementType: tftypes.Set{ElementType: tftypes.String}}},
					&tfprotov6.SchemaAttribute{Name: "pagerduty_per_group_incidents", Optional: true,
						Type: tftypes.Bool})
				return nil
			}
		}
	}
	return errors.New("the recorded schema has no recipients of triggers")
}

func (s recordedSchema) schema() (*tfprotov6.Schema, error) {
	b, err := s.Block.block()
	return &tfprotov6.Schema{Version: s.Version, Block: b}, err
}

func (r recordedBlock) block() (*tfprotov6.SchemaBlock, error) {
	b := &tfprotov6.SchemaBlock{}
	for name, a := range r.Attributes {
		if a.NestedType != nil {
			return nil, fmt.Errorf("%s has a nested type, which the stand-in can't serve", name)
		}
		//lint:ignore SA1019 the notation of recorded schemas has no other reader in this library
		t, err := tftypes.ParseJSONType(a.Type)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b.Attributes = append(b.Attributes, &tfprotov6.SchemaAttribute{
			Name: name, Type: t, Required: a.Required, Optional: a.Optional, Computed: a.Computed,
			Sensitive: a.Sensitive, Deprecated: a.Deprecated,
		})
	}
	for name, n := range r.BlockTypes {
		inner, err := n.Block.block()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		mode, ok := nestings[n.NestingMode]
		if !ok {
			return nil, fmt.Errorf("%s has the unknown nesting mode %q", name, n.NestingMode)
		}
		b.BlockTypes = append(b.BlockTypes, &tfprotov6.SchemaNestedBlock{
			TypeName: name, Nesting: mode, MinItems: n.MinItems, MaxItems: n.MaxItems, Block: inner,
		})
	}
	return b, nil
}
