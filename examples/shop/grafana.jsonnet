// A Grafana dashboard for each team: what its SLOs promise, when somebody is called, and links to Honeycomb.
local slogen = import 'slogen.libsonnet';
local team = 'acme';
local environment = 'production';

local alert(a) =
  '- ' + a.name + ': ' +
  (if a.exhausted_within_minutes < 0
   then 'burn rate ' + slogen.number(a.burn_rate) + ' over ' + slogen.duration(a.over_minutes)
   else 'budget used up within ' + slogen.duration(a.exhausted_within_minutes)) +
  (if a.severity == '' then '' else ' (' + a.severity + ')');

local dataset(slo) = if std.length(slo.datasets) == 1 then slo.datasets[0] else '__all__';

local panel(slo, n) = {
  type: 'text',
  title: slo.title,
  gridPos: { h: 8, w: 12, x: n % 2 * 12, y: std.floor(n / 2) * 8 },
  options: {
    mode: 'markdown',
    content: std.join('\n', [
      slo.description,
      '',
      '**' + slogen.number(slo.target) + '%** in ' + slo.window_days + ' days: ' +
      slogen.number(slogen.budgetMinutes(slo)) + ' minutes of total failure.',
      '',
    ] + std.map(alert, slo.alerts) + [
      '',
      '[Open in Honeycomb](' + slogen.queryURL(team, environment, dataset(slo), {
        time_range: slo.window_days * 86400,
        calculations: [{ op: 'COUNT' }],
        breakdowns: [slo.sli.alias],
      }) + ')',
    ]),
  },
};

function(config)
  local teams = slogen.groupBy(function(slo) slo.owner, [slo for slo in config.slos if slo.owner != '']);
  {
    [slogen.slug(owner) + '.json']: {
      title: 'SLOs of ' + owner,
      uid: 'slos-' + slogen.slug(owner),
      schemaVersion: 39,
      tags: ['slogen'],
      panels: std.mapWithIndex(function(n, slo) panel(slo, n), teams[owner]),
    }
    for owner in std.objectFields(teams)
  }
