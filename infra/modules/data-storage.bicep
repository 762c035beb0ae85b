metadata name = 'Storage of tables, predictions and models'

param location string
param tags object
param name string
param sku string
param deletedDays int
param isLocked bool
param realtimePrincipalId string
param batchPrincipalId string
param workspaceId string

var containers = ['batch-input', 'batch-output', 'captures', 'job-state', 'models', 'orders', 'dead-letter']

resource account 'Microsoft.Storage/storageAccounts@2023-05-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: {
    accessTier: 'Hot'
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: { enabled: true, days: deletedDays }
      containerDeleteRetentionPolicy: { enabled: true, days: deletedDays }
    }
  }
  resource queues 'queueServices' = {
    name: 'default'

    // Where the host puts blobs whose function failed too often.
    resource poison 'queues' = { name: 'webjobs-blobtrigger-poison' }
  }
}

resource blobContainers 'Microsoft.Storage/storageAccounts/blobServices/containers@2023-05-01' = [
  for container in containers: {
    parent: account::blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

// The app deletes a job's state itself; what a lost app left goes too. Undelivered events are looked at within a month.
resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2023-05-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          name: 'forget-state'
          enabled: true
          type: 'Lifecycle'
          definition: {
            filters: { blobTypes: ['blockBlob', 'appendBlob'], prefixMatch: ['job-state/', 'dead-letter/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 30 } } }
          }
        }
      ]
    }
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (isLocked) {
  name: 'keep-data'
  scope: account
  properties: { level: 'CanNotDelete', notes: 'Tables, predictions and models of production.' }
}

var roles = {
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  blobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  queueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
}

// The batch app reads tables, writes predictions, state and models' aliases; a blob trigger wants owner of the
// account that it watches, and the queue of its poison.
var batchRoles = [roles.blobDataOwner, roles.queueDataContributor]

resource batchAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in batchRoles: {
    name: guid(account.id, 'batch', role)
    scope: account
    properties: {
      principalId: batchPrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
    }
  }
]

// The real-time app writes two containers: models, whose versions and aliases its repository routes change, and the
// captures of requests. Tables and predictions of jobs it cannot even read.
var realtimeContainers = ['models', 'captures']

resource realtimeAssignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for container in realtimeContainers: {
    name: guid(account.id, 'realtime', container, roles.blobDataContributor)
    scope: blobContainers[indexOf(containers, container)]
    properties: {
      principalId: realtimePrincipalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobDataContributor)
    }
  }
]

resource accountDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account
  properties: { workspaceId: workspaceId, metrics: [{ category: 'Transaction', enabled: true }] }
}

// Who wrote and who deleted; reads are the job's own, chunk by chunk.
resource blobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageWrite', enabled: true }, { category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource queueDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account::queues
  properties: { workspaceId: workspaceId, metrics: [{ category: 'Transaction', enabled: true }] }
}

output name string = account.name
