metadata name = 'Alerts'
metadata description = 'What pages somebody: docs/operate.md says what to do for each.'

param location string
param tags object
param token string
param email string
param slowRequestMs int
param workspaceId string
param serviceBusId string
param cosmosId string
param eventTopicId string
param realtimeAppName string

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = if (!empty(email)) {
  name: 'ag-${token}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'onscore'
    enabled: true
    emailReceivers: [{ name: 'operators', emailAddress: email, useCommonAlertSchema: true }]
  }
}

var actionGroups = empty(email) ? [] : [operators.id]

var metricAlerts = [
  {
    name: 'dead-letters'
    severity: 1
    description: 'Messages were given up: readings or jobs that nobody scored.'
    scope: serviceBusId
    namespace: 'Microsoft.ServiceBus/namespaces'
    metric: 'DeadletteredMessages'
    aggregation: 'Maximum'
    threshold: 0
    dimensions: []
  }
  {
    name: 'database-throttles'
    severity: 2
    description: 'Cosmos DB answers 429: jobs slow down, stored predictions come late.'
    scope: cosmosId
    namespace: 'Microsoft.DocumentDB/databaseAccounts'
    metric: 'TotalRequests'
    aggregation: 'Count'
    threshold: 100
    dimensions: [{ name: 'StatusCode', operator: 'Include', values: ['429'] }]
  }
  {
    name: 'undelivered-events'
    severity: 1
    description: 'Event Grid gave up telling of tables: the sweep finds them within minutes, but something is wrong.'
    scope: eventTopicId
    namespace: 'Microsoft.EventGrid/systemTopics'
    metric: 'DeadLetteredCount'
    aggregation: 'Total'
    threshold: 0
    dimensions: []
  }
]

resource metrics 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for alert in metricAlerts: {
    name: 'alert-${alert.name}-${token}'
    location: 'global'
    tags: tags
    properties: {
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [alert.scope]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: alert.name
            metricNamespace: alert.namespace
            metricName: alert.metric
            timeAggregation: alert.aggregation
            operator: 'GreaterThan'
            threshold: alert.threshold
            dimensions: alert.dimensions
          }
        ]
      }
      actions: map(actionGroups, id => { actionGroupId: id })
    }
  }
]

var queries = [
  {
    name: 'failed-jobs'
    severity: 2
    description: 'A job failed.'
    query: 'AppTraces | where Message matches regex @"^Job \\S+ .*\\bis Failed" | summarize count() by bin(TimeGenerated, 5m)'
    measure: 'count_'
    threshold: 0
  }
  {
    name: 'slow-requests'
    severity: 2
    description: 'One request in a hundred is slower than the limit.'
    query: 'AppRequests | where AppRoleName =~ "${realtimeAppName}" | summarize p99 = percentile(DurationMs, 99), requests = count() by bin(TimeGenerated, 5m) | where requests >= 100'
    measure: 'p99'
    threshold: slowRequestMs
  }
  {
    name: 'refused-requests'
    severity: 2
    description: 'Requests are refused with 429: more come than the instances can score.'
    query: 'AppRequests | where ResultCode == "429" | summarize refused = count() by bin(TimeGenerated, 5m)'
    measure: 'refused'
    threshold: 50
  }
  {
    name: 'failed-requests'
    severity: 1
    description: 'Requests fail with 5xx.'
    query: 'AppRequests | where toint(ResultCode) >= 500 | summarize failed = count() by bin(TimeGenerated, 5m)'
    measure: 'failed'
    threshold: 10
  }
]

resource logAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for alert in queries: {
    name: 'alert-${alert.name}-${token}'
    location: location
    tags: tags
    properties: {
      displayName: alert.name
      description: alert.description
      severity: alert.severity
      enabled: true
      scopes: [workspaceId]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      autoMitigate: true
      // A table that no app has written to yet does not exist.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: alert.query
            metricMeasureColumn: alert.measure
            timeAggregation: 'Maximum'
            operator: 'GreaterThan'
            threshold: alert.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: actionGroups }
    }
  }
]
