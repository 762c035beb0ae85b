metadata name = 'Cosmos DB'
metadata description = 'Jobs, the latest prediction of each record, figures that jobs query, and the state of devices.'

param location string
param tags object
param name string
@allowed(['serverless', 'autoscale'])
param throughput string
param maxRequestUnits int
param isZoneRedundant bool
param isLocked bool
param realtimePrincipalId string
param batchPrincipalId string
param workspaceId string

var isServerless = throughput == 'serverless'

// Each indexed value costs request units a write: only what is queried is indexed. TTL -1: documents say when they go.
var containers = [
  { id: 'jobs', paths: ['/id'], indexed: ['/*'], expires: false, maxRequestUnits: 1000 }
  {
    id: 'predictions'
    paths: ['/model', '/key']
    indexed: ['/model/?', '/job/?']
    expires: true
    maxRequestUnits: maxRequestUnits
  }
  { id: 'figures', paths: ['/series'], indexed: ['/*'], expires: false, maxRequestUnits: 1000 }
  { id: 'devices', paths: ['/device'], indexed: ['/time/?'], expires: true, maxRequestUnits: 1000 }
]

resource account 'Microsoft.DocumentDB/databaseAccounts@2024-11-15' = {
  name: name
  location: location
  tags: tags
  kind: 'GlobalDocumentDB'
  properties: {
    databaseAccountOfferType: 'Standard'
    // Keys do not work at all: roles do.
    disableLocalAuth: true
    disableKeyBasedMetadataWriteAccess: true
    minimalTlsVersion: 'Tls12'
    consistencyPolicy: { defaultConsistencyLevel: 'Session' }
    capabilities: isServerless ? [{ name: 'EnableServerless' }] : []
    locations: [{ locationName: location, failoverPriority: 0, isZoneRedundant: isZoneRedundant && !isServerless }]
    backupPolicy: { type: 'Continuous', continuousModeProperties: { tier: 'Continuous7Days' } }
  }

  resource database 'sqlDatabases' = {
    name: 'onscore'
    properties: { resource: { id: 'onscore' } }
  }
}

resource databaseContainers 'Microsoft.DocumentDB/databaseAccounts/sqlDatabases/containers@2024-11-15' = [
  for container in containers: {
    parent: account::database
    name: container.id
    properties: {
      resource: {
        id: container.id
        partitionKey: {
          paths: container.paths
          kind: length(container.paths) == 1 ? 'Hash' : 'MultiHash'
          version: 2
        }
        indexingPolicy: {
          indexingMode: 'consistent'
          automatic: true
          includedPaths: map(container.indexed, path => { path: path })
          excludedPaths: contains(container.indexed, '/*') ? [{ path: '/"_etag"/?' }] : [{ path: '/*' }]
        }
        ...(container.expires ? { defaultTtl: -1 } : {})
      }
      options: isServerless ? {} : { autoscaleSettings: { maxThroughput: container.maxRequestUnits } }
    }
  }
]

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (isLocked) {
  name: 'keep-data'
  scope: account
  properties: { level: 'CanNotDelete', notes: 'Jobs and predictions of production.' }
}

var dataReader = '00000000-0000-0000-0000-000000000001'
var dataContributor = '00000000-0000-0000-0000-000000000002'

// The batch app writes jobs, predictions and devices. The account holds this one database.
resource batchRole 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-11-15' = {
  parent: account
  name: guid(account.id, 'batch', dataContributor)
  properties: {
    principalId: batchPrincipalId
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${dataContributor}'
    scope: account.id
  }
}

// The real-time app only serves what is stored.
resource realtimeRole 'Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments@2024-11-15' = {
  parent: account
  name: guid(account.id, 'realtime', dataReader)
  properties: {
    principalId: realtimePrincipalId
    roleDefinitionId: '${account.id}/sqlRoleDefinitions/${dataReader}'
    scope: account.id
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account
  properties: {
    workspaceId: workspaceId
    logAnalyticsDestinationType: 'Dedicated'
    // No line a request: what a job writes would cost more to log than to write.
    logs: [
      { category: 'ControlPlaneRequests', enabled: true }
      { category: 'PartitionKeyRUConsumption', enabled: false }
    ]
    metrics: [{ category: 'Requests', enabled: true }]
  }
}

output id string = account.id
