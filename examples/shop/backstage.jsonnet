// A Backstage component for each service, with what its SLOs promise and where they are.
local slogen = import 'slogen.libsonnet';

local promise(slo) = slogen.number(slo.target) + '% in ' + slo.window_days + ' days';

function(config) {
  ['components/' + slogen.slug(service.name) + '.yaml']: {
    local owners = std.set([slo.owner for slo in service.slos if slo.owner != '']),

    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: slogen.slug(service.name),
      annotations: {
        ['honeycomb.io/slo-' + slogen.slug(slo.name)]: promise(slo)
        for slo in service.slos
      },
      links: [
        { title: 'Runbook: ' + slo.title, url: slo.runbook }
        for slo in service.slos
        if slo.runbook != ''
      ],
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: if owners == [] then 'unknown' else slogen.slug(owners[0]),
    },
  }
  for service in config.services
  if service.slos != []
}
