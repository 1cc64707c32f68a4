# Source: The Site Reliability Workbook, chapter 5, "Alerting on SLOs" (sre.google/workbook/alerting-on-slos): 2% of a
# 30-day budget in an hour, 5% in six hours, 10% in three days. The chapter pairs each with a short window of a
# twelfth, so that the alert ends soon after the trouble. Honeycomb's budget rate alerts have one window, so they end
# later.
burn_alert_policy "sre_workbook" {
  description = "The three rates of the Site Reliability Workbook: two pages and a ticket"

  burn_alert "fast" {
    burn_rate = 14.4
    over      = "1h"
    severity  = "page"
  }

  burn_alert "medium" {
    burn_rate = 6
    over      = "6h"
    severity  = "page"
  }

  burn_alert "slow" {
    burn_rate = 1
    over      = "3d"
    severity  = "ticket"
  }
}
