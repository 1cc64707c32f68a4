# Source: The Site Reliability Workbook, chapter 5, "Low-Traffic Services and Error Budget Alerting"
# (sre.google/workbook/alerting-on-slos): where ten requests come in an hour, a single failure is a rate of 10% and
# would page. So this leaves out the chapter's alert that looks at an hour. With fewer than some hundred events a day,
# lower the target or lengthen the window, too: `slogen simulate` shows what one failure does.
burn_alert_policy "low_traffic" {
  description = "For few events: page for what lasts for hours, inform about what takes days"

  burn_alert "medium" {
    burn_rate = 6
    over      = "6h"
    severity  = "page"
  }

  burn_alert "slow" {
    burn_rate = 1
    over      = "3d"
    severity  = "inform"
  }
}
