// Package standin is a Terraform provider that stands in for honeycombio where that can't be had. It serves the schema
// that was recorded of the real one and makes, changes and deletes objects at the API that the environment names, with
// the bodies that the real one sends; an object that has gone there is gone for it too. It reads what it imports; what
// else it reads is what it wrote.
//
// With it a CLI proves what it does itself: that files parse, that arguments exist and have the right types, that
// references lead somewhere and not in circles, what is created, changed, replaced, moved and imported, in which order,
// and that a second plan is empty. What the API refuses, such as a name that is still taken, fails an apply as it does
// with the real one. What the real provider checks before it sends, it can't prove.
package standin

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6/tf6server"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// SchemaVariable is the environment variable that names the file with the recorded schema.
const SchemaVariable = "SLOGEN_E2E_SCHEMA"

// replacing are the attributes whose change makes the real provider replace a resource. Source: provider 0.51.0,
// RequiresReplace and ForceNew in internal/provider and honeycombio. Its rule for datasets is kinder to a value that is
// taken away, which slogen never does.
var replacing = map[string][]string{
	"honeycombio_burn_alert":       {"dataset", "slo_id"},
	"honeycombio_derived_column":   {"alias", "dataset"},
	"honeycombio_query":            {"dataset", "query_json"},
	"honeycombio_query_annotation": {"dataset", "query_id"},
	"honeycombio_slo":              {"dataset", "datasets"},
	"honeycombio_trigger":          {"dataset"},
}

// Serve runs the provider, as a CLI starts it, until the CLI ends it.
func Serve() error {
	schema, err := readSchema(os.Getenv(SchemaVariable))
	if err != nil {
		return fmt.Errorf("%s: %w", SchemaVariable, err)
	}
	return tf6server.Serve("registry.terraform.io/honeycombio/honeycombio", func() tfprotov6.ProviderServer {
		return &server{schema: schema}
	})
}

// server is the provider. What no CLI calls for a provider of this schema (functions, ephemeral resources, identities)
// is nil.
type server struct {
	tfprotov6.ProviderServer
	schema *tfprotov6.GetProviderSchemaResponse
	// intelligence says whether the configuration has switched on what investigates alerts.
	intelligence bool
}

func (s *server) GetProviderSchema(context.Context,
	*tfprotov6.GetProviderSchemaRequest) (*tfprotov6.GetProviderSchemaResponse, error) {
	return s.schema, nil
}

func (s *server) GetResourceIdentitySchemas(context.Context,
	*tfprotov6.GetResourceIdentitySchemasRequest) (*tfprotov6.GetResourceIdentitySchemasResponse, error) {
	return &tfprotov6.GetResourceIdentitySchemasResponse{}, nil
}

func (s *server) ValidateProviderConfig(_ context.Context,
	r *tfprotov6.ValidateProviderConfigRequest) (*tfprotov6.ValidateProviderConfigResponse, error) {
	return &tfprotov6.ValidateProviderConfigResponse{PreparedConfig: r.Config}, nil
}

func (s *server) ConfigureProvider(_ context.Context,
	r *tfprotov6.ConfigureProviderRequest) (*tfprotov6.ConfigureProviderResponse, error) {
	v, err := r.Config.Unmarshal(s.schema.Provider.ValueType())
	if err != nil {
		return nil, err
	}
	config, err := plain(v)
	if err != nil {
		return nil, err
	}
	for _, f := range blocks(config.(doc), "features") {
		for _, i := range blocks(f, "intelligence") {
			s.intelligence = i["enabled"] == true
		}
	}
	return &tfprotov6.ConfigureProviderResponse{}, nil
}

func (s *server) StopProvider(context.Context, *tfprotov6.StopProviderRequest) (*tfprotov6.StopProviderResponse,
	error) {
	return &tfprotov6.StopProviderResponse{}, nil
}

func (s *server) ValidateResourceConfig(context.Context,
	*tfprotov6.ValidateResourceConfigRequest) (*tfprotov6.ValidateResourceConfigResponse, error) {
	return &tfprotov6.ValidateResourceConfigResponse{}, nil
}

func (s *server) ValidateDataResourceConfig(context.Context,
	*tfprotov6.ValidateDataResourceConfigRequest) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	return &tfprotov6.ValidateDataResourceConfigResponse{}, nil
}

func (s *server) UpgradeResourceState(_ context.Context,
	r *tfprotov6.UpgradeResourceStateRequest) (*tfprotov6.UpgradeResourceStateResponse, error) {
	t := s.schema.ResourceSchemas[r.TypeName].ValueType()
	v, err := r.RawState.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	d, err := tfprotov6.NewDynamicValue(t, v)
	return &tfprotov6.UpgradeResourceStateResponse{UpgradedState: &d}, err
}

// ReadResource finds out whether an object is still there.
func (s *server) ReadResource(ctx context.Context, r *tfprotov6.ReadResourceRequest) (*tfprotov6.ReadResourceResponse,
	error) {
	out := &tfprotov6.ReadResourceResponse{NewState: r.CurrentState, Private: r.Private}
	t := s.schema.ResourceSchemas[r.TypeName].ValueType()
	v, err := r.CurrentState.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	state, err := plain(v)
	d, _ := state.(doc)
	if err != nil || d == nil {
		return out, err
	}
	id, _ := d["id"].(string)
	k := kinds[r.TypeName]
	switch err := send(ctx, http.MethodGet, k.path(d["dataset"], id), nil, nil); {
	case isGone(err):
		gone, err := tfprotov6.NewDynamicValue(t, tftypes.NewValue(t, nil))
		out.NewState = &gone
		return out, err
	case err != nil:
		out.Diagnostics = failed("reading", r.TypeName, err)
	}
	return out, nil
}

// failed is what the CLI shows when the API refused something.
func failed(doing, typ string, err error) []*tfprotov6.Diagnostic {
	return []*tfprotov6.Diagnostic{{
		Severity: tfprotov6.DiagnosticSeverityError, Summary: "Error " + doing + " " + typ, Detail: err.Error(),
	}}
}

// PlanResourceChange plans the attributes of something new that the configuration leaves to the provider as unknown,
// and says what a change replaces.
func (s *server) PlanResourceChange(_ context.Context,
	r *tfprotov6.PlanResourceChangeRequest) (*tfprotov6.PlanResourceChangeResponse, error) {
	out := &tfprotov6.PlanResourceChangeResponse{PlannedState: r.ProposedNewState, PlannedPrivate: r.PriorPrivate}
	schema := s.schema.ResourceSchemas[r.TypeName]
	t := schema.ValueType()
	prior, err := r.PriorState.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	planned, err := r.ProposedNewState.Unmarshal(t)
	if err != nil || planned.IsNull() { // destroyed
		return out, err
	}
	if prior.IsNull() {
		planned, err = each(schema.Block, planned, func(a *tfprotov6.SchemaAttribute, v tftypes.Value) tftypes.Value {
			if a.Computed && v.IsNull() {
				return tftypes.NewValue(a.Type, tftypes.UnknownValue)
			}
			return v
		})
	} else {
		planned, err = s.change(r, prior, planned, out)
	}
	if err != nil {
		return nil, err
	}
	d, err := tfprotov6.NewDynamicValue(t, planned)
	out.PlannedState = &d
	return out, err
}

// change plans a change of what exists. What is replaced, the CLI has planned once more as something new.
func (s *server) change(r *tfprotov6.PlanResourceChangeRequest, prior, planned tftypes.Value,
	out *tfprotov6.PlanResourceChangeResponse) (tftypes.Value, error) {
	schema := s.schema.ResourceSchemas[r.TypeName]
	config, err := r.Config.Unmarshal(schema.ValueType())
	if err != nil {
		return planned, err
	}
	written, err := attributes(config)
	if err != nil {
		return planned, err
	}
	was, err := attributes(prior)
	if err != nil {
		return planned, err
	}
	will, err := attributes(planned)
	if err != nil {
		return planned, err
	}
	for _, a := range schema.Block.Attributes {
		// The CLI proposes to keep what is no longer written; the real provider has defaults. Ours is null, or what is
		// empty.
		if a.Optional && a.Computed && a.Name != "id" && written[a.Name].IsNull() && !empty(was[a.Name]) {
			will[a.Name] = tftypes.NewValue(a.Type, nil)
		}
	}
	for _, name := range replacing[r.TypeName] {
		if !was[name].IsNull() && !was[name].Equal(will[name]) { // what was imported lacks some
			out.RequiresReplace = append(out.RequiresReplace, tftypes.NewAttributePath().WithAttributeName(name))
		}
	}
	return tftypes.NewValue(planned.Type(), will), nil
}

// empty reports whether a value is the one that the real provider has for what isn't written.
func empty(v tftypes.Value) bool {
	x, err := plain(v)
	m, isMap := x.(doc)
	return err == nil && (x == "" || x == false || isMap && len(m) == 0)
}

// ApplyResourceChange asks the API for the change. What is unknown but the id, the provider has nothing to say about.
func (s *server) ApplyResourceChange(ctx context.Context,
	r *tfprotov6.ApplyResourceChangeRequest) (*tfprotov6.ApplyResourceChangeResponse, error) {
	out := &tfprotov6.ApplyResourceChangeResponse{NewState: r.PriorState, Private: r.PlannedPrivate}
	schema := s.schema.ResourceSchemas[r.TypeName]
	t := schema.ValueType()
	prior, err := r.PriorState.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	planned, err := r.PlannedState.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	k, ok := kinds[r.TypeName]
	if !ok {
		return nil, fmt.Errorf("the stand-in makes no %s", r.TypeName)
	}
	before, err := plain(prior)
	if err != nil {
		return nil, err
	}
	after, err := plain(planned)
	if err != nil {
		return nil, err
	}
	was, _ := before.(doc)
	if planned.IsNull() {
		if err := k.remove(ctx, was); err != nil {
			out.Diagnostics = failed("deleting", r.TypeName, err)
			return out, nil
		}
		out.NewState = r.PlannedState
		return out, nil
	}
	id, _ := was["id"].(string)
	if after.(doc)["auto_investigate"] == true && !s.intelligence {
		out.Diagnostics = failed("saving", r.TypeName, errors.New("the feature intelligence is not configured"))
		return out, nil
	}
	if !s.intelligence { // then the provider leaves it out
		delete(after.(doc), "auto_investigate")
	}
	if id, err = k.save(ctx, after.(doc), id); err != nil {
		out.Diagnostics = failed("saving", r.TypeName, err)
		return out, nil
	}
	planned, err = each(schema.Block, planned, func(a *tfprotov6.SchemaAttribute, v tftypes.Value) tftypes.Value {
		if v.IsKnown() {
			return v
		}
		return tftypes.NewValue(a.Type, nil)
	})
	if err != nil {
		return nil, err
	}
	values, err := attributes(planned)
	if err != nil {
		return nil, err
	}
	values["id"] = tftypes.NewValue(tftypes.String, id)
	d, err := tfprotov6.NewDynamicValue(t, tftypes.NewValue(t, values))
	out.NewState = &d
	return out, err
}

// ImportResourceState reads what exists: DATASET/ID, or DATASET/ALIAS of a calculated field.
func (s *server) ImportResourceState(ctx context.Context,
	r *tfprotov6.ImportResourceStateRequest) (*tfprotov6.ImportResourceStateResponse, error) {
	dataset, name, found := strings.Cut(r.ID, "/")
	if !found {
		dataset, name = "", r.ID
	}
	values, err := s.imported(ctx, r.TypeName, dataset, name)
	if err != nil {
		return &tfprotov6.ImportResourceStateResponse{Diagnostics: failed("importing", r.TypeName, err)}, nil
	}
	t := s.schema.ResourceSchemas[r.TypeName].ValueType()
	d, err := tfprotov6.NewDynamicValue(t, tftypes.NewValue(t, values))
	return &tfprotov6.ImportResourceStateResponse{
		ImportedResources: []*tfprotov6.ImportedResource{{TypeName: r.TypeName, State: &d}},
	}, err
}

// ReadDataSource finds the recipient that is asked for.
func (s *server) ReadDataSource(ctx context.Context,
	r *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	schema := s.schema.DataSourceSchemas[r.TypeName]
	t := schema.ValueType()
	v, err := r.Config.Unmarshal(t)
	if err != nil {
		return nil, err
	}
	asked, err := plain(v)
	if err != nil {
		return nil, err
	}
	id, err := lookedUp(ctx, asked.(doc))
	if err != nil {
		return &tfprotov6.ReadDataSourceResponse{Diagnostics: failed("reading", r.TypeName, err)}, nil
	}
	values, err := attributes(v)
	if err != nil {
		return nil, err
	}
	values["id"] = tftypes.NewValue(tftypes.String, id)
	d, err := tfprotov6.NewDynamicValue(t, tftypes.NewValue(t, values))
	return &tfprotov6.ReadDataSourceResponse{State: &d}, err
}

func attributes(v tftypes.Value) (map[string]tftypes.Value, error) {
	var m map[string]tftypes.Value
	err := v.As(&m)
	return m, err
}

// each is v with every attribute, also those of blocks in it, as f gives it back.
func each(b *tfprotov6.SchemaBlock, v tftypes.Value,
	f func(*tfprotov6.SchemaAttribute, tftypes.Value) tftypes.Value) (tftypes.Value, error) {
	if !v.IsKnown() || v.IsNull() {
		return v, nil
	}
	values, err := attributes(v)
	if err != nil {
		return v, err
	}
	for _, a := range b.Attributes {
		values[a.Name] = f(a, values[a.Name])
	}
	for _, n := range b.BlockTypes {
		inner := values[n.TypeName]
		if !inner.IsKnown() || inner.IsNull() {
			continue
		}
		if n.Nesting == tfprotov6.SchemaNestedBlockNestingModeSingle ||
			n.Nesting == tfprotov6.SchemaNestedBlockNestingModeGroup {
			if values[n.TypeName], err = each(n.Block, inner, f); err != nil {
				return v, err
			}
			continue
		}
		var items []tftypes.Value
		if err := inner.As(&items); err != nil {
			return v, err
		}
		for i := range items {
			if items[i], err = each(n.Block, items[i], f); err != nil {
				return v, err
			}
		}
		values[n.TypeName] = tftypes.NewValue(inner.Type(), items)
	}
	return tftypes.NewValue(v.Type(), values), nil
}
