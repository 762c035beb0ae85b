metadata name = 'Service Bus'
metadata description = 'Readings of devices in, alerts and refusals out, messages that start jobs, and the telling of a job\'s end.'

param location string
param tags object
param name string
param batchPrincipalId string
param workspaceId string

// The same as on a developer's machine; what the applications of the two duplicate-detecting queues are told, they
// are told once though the function that tells it is run again.
var queues = [
  { name: 'readings', requiresSession: true, duplicateDetection: '', maxDeliveryCount: 100, batchRole: 'receiver' }
  {
    name: 'readings-rejected'
    requiresSession: false
    duplicateDetection: 'PT10M'
    maxDeliveryCount: 10
    batchRole: 'sender'
  }
  { name: 'alerts', requiresSession: false, duplicateDetection: 'PT10M', maxDeliveryCount: 10, batchRole: 'sender' }
  { name: 'jobs', requiresSession: false, duplicateDetection: '', maxDeliveryCount: 10, batchRole: 'receiver' }
]

resource namespace 'Microsoft.ServiceBus/namespaces@2024-01-01' = {
  name: name
  location: location
  tags: tags
  // The smallest tier with sessions, topics and duplicate detection.
  sku: { name: 'Standard', tier: 'Standard' }
  properties: { disableLocalAuth: true, minimumTlsVersion: '1.2' }
}

resource entities 'Microsoft.ServiceBus/namespaces/queues@2024-01-01' = [
  for queue in queues: {
    parent: namespace
    name: queue.name
    properties: {
      lockDuration: 'PT1M'
      requiresSession: queue.requiresSession
      maxDeliveryCount: queue.maxDeliveryCount
      deadLetteringOnMessageExpiration: true
      defaultMessageTimeToLive: 'P14D'
      requiresDuplicateDetection: !empty(queue.duplicateDetection)
      ...(empty(queue.duplicateDetection) ? {} : { duplicateDetectionHistoryTimeWindow: queue.duplicateDetection })
    }
  }
]

resource jobEvents 'Microsoft.ServiceBus/namespaces/topics@2024-01-01' = {
  parent: namespace
  name: 'job-events'
  properties: { defaultMessageTimeToLive: 'P14D' }

  resource all 'subscriptions' = {
    name: 'all'
    properties: {
      maxDeliveryCount: 10
      deadLetteringOnMessageExpiration: false
      defaultMessageTimeToLive: 'P14D'
    }
  }
}

var roles = {
  receiver: '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0'
  sender: '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39'
}

// The batch app takes from two queues, sends to two, and is allowed no other way round.
resource queueRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, index) in queues: {
    name: guid(namespace.id, queue.name, queue.batchRole)
    scope: entities[index]
    properties: {
      principalId: batchPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[queue.batchRole])
    }
  }
]

// It tells of a job's end.
resource topicRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(namespace.id, 'job-events', 'sender')
  scope: jobEvents
  properties: {
    principalId: batchPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.sender)
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: namespace
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'OperationalLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

output id string = namespace.id
