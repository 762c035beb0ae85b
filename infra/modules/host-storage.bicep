metadata name = 'Storage of the Functions host'
metadata description = 'Leases, keys, queues and histories of Durable Functions, and the packages. Apart from the data, so that a job of a million chunks and a reader of its results never share an account\'s limits.'

param location string
param tags object
param name string
param sku string
param packageContainer string
param deploymentContainer string
param realtimePrincipalId string
param batchPrincipalId string
param deployerPrincipalId string
param deployerPrincipalType string
param workspaceId string

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
    // No content share stands here that would need the key: Elastic Premium runs from a package URL.
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: { deleteRetentionPolicy: { enabled: true, days: 7 } }

    resource packages 'containers' = { name: packageContainer }
    resource deployments 'containers' = { name: deploymentContainer }
    resource realtimeDeployments 'containers' = { name: '${deploymentContainer}-realtime' }
  }
  resource queues 'queueServices' = { name: 'default' }
  resource tables 'tableServices' = { name: 'default' }
}

var roles = {
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  blobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
  queueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  tableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

// The host wants these three of its own account (AzureWebJobsStorage): owner of blobs for leases and keys,
// queues and tables for Durable Functions. The real-time app has no orchestrations: blobs are all it gets.
var assignments = [
  { app: 'batch', principalId: batchPrincipalId, role: roles.blobDataOwner }
  { app: 'batch', principalId: batchPrincipalId, role: roles.queueDataContributor }
  { app: 'batch', principalId: batchPrincipalId, role: roles.tableDataContributor }
  { app: 'realtime', principalId: realtimePrincipalId, role: roles.blobDataOwner }
]

resource hostRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for assignment in assignments: {
    name: guid(account.id, assignment.app, assignment.role)
    scope: account
    properties: {
      principalId: assignment.principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', assignment.role)
    }
  }
]

// Whoever deploys writes packages, and nothing else of the account.
resource deployerRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(deployerPrincipalId)) {
  name: guid(account.id, 'deployer', roles.blobDataContributor)
  scope: account::blobs::packages
  properties: {
    principalId: deployerPrincipalId
    principalType: deployerPrincipalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles.blobDataContributor)
  }
}

resource accountDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account
  properties: { workspaceId: workspaceId, metrics: [{ category: 'Transaction', enabled: true }] }
}

// Deletes only: each lease and queue message would be a line otherwise, and cost more than the work.
resource blobDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account::blobs
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'StorageDelete', enabled: true }]
    metrics: [{ category: 'Transaction', enabled: true }]
  }
}

resource queueDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account::queues
  properties: { workspaceId: workspaceId, metrics: [{ category: 'Transaction', enabled: true }] }
}

resource tableDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: account::tables
  properties: { workspaceId: workspaceId, metrics: [{ category: 'Transaction', enabled: true }] }
}

output name string = account.name
output blobEndpoint string = account.properties.primaryEndpoints.blob
