metadata name = 'Onscore in a resource group'
metadata description = 'Puts the families of resources together. All names are made here, so that no module waits for another to learn one.'

import { platformSettings, connectionSettings, storageSettings } from 'modules/app-settings.bicep'

param location string
param tags object
param token string
param stage string
param profile string
param instanceMemoryMB int
param maximumInstances int
param cosmosThroughput string
param cosmosMaxRequestUnits int
param corsOrigins string[]
param authClientId string
param alertEmail string
param monthlyBudget int
param budgetStart string
param slowRequestMs int
param webhookHosts string
@secure()
param webhookSecret string
param settings object
param principalId string
param principalType string

var isProd = stage == 'prod'
var names = {
  realtimeIdentity: 'id-realtime-${token}'
  batchIdentity: 'id-batch-${token}'
  realtimeApp: 'func-realtime-${token}'
  batchApp: 'func-batch-${token}'
  hostStorage: 'sthost${token}'
  dataStorage: 'stdata${token}'
  cosmos: 'cosmos-${token}'
  serviceBus: 'sb-${token}'
  eventTopic: 'evgt-${token}'
  keyVault: 'kv-${token}'
  logs: 'log-${token}'
  insights: 'appi-${token}'
}
var packageContainer = 'app-package'
var deploymentContainer = 'deployments'
var packageUrl = 'https://${names.hostStorage}.blob.${environment().suffixes.storage}/${packageContainer}/onscore.zip'
var needsKeyVault = !empty(webhookHosts)

module identities 'modules/identities.bicep' = {
  params: {
    location: location
    tags: tags
    realtimeName: names.realtimeIdentity
    batchName: names.batchIdentity
  }
}

module monitoring 'modules/monitoring.bicep' = {
  params: {
    location: location
    tags: tags
    workspaceName: names.logs
    insightsName: names.insights
    retentionDays: isProd ? 90 : 30
    // What a flood of logs can cost a day has a bound.
    dailyLogsGb: isProd ? 10 : 1
    publisherPrincipalIds: [identities.outputs.realtimePrincipalId, identities.outputs.batchPrincipalId]
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  params: {
    location: location
    tags: tags
    name: names.hostStorage
    sku: isProd ? 'Standard_ZRS' : 'Standard_LRS'
    packageContainer: packageContainer
    deploymentContainer: deploymentContainer
    realtimePrincipalId: identities.outputs.realtimePrincipalId
    batchPrincipalId: identities.outputs.batchPrincipalId
    deployerPrincipalId: principalId
    deployerPrincipalType: principalType
    workspaceId: monitoring.outputs.workspaceId
  }
}

module dataStorage 'modules/data-storage.bicep' = {
  params: {
    location: location
    tags: tags
    name: names.dataStorage
    sku: isProd ? 'Standard_ZRS' : 'Standard_LRS'
    deletedDays: isProd ? 30 : 7
    isLocked: isProd
    realtimePrincipalId: identities.outputs.realtimePrincipalId
    batchPrincipalId: identities.outputs.batchPrincipalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module cosmos 'modules/cosmos.bicep' = {
  params: {
    location: location
    tags: tags
    name: names.cosmos
    throughput: cosmosThroughput
    maxRequestUnits: cosmosMaxRequestUnits
    isZoneRedundant: isProd
    isLocked: isProd
    realtimePrincipalId: identities.outputs.realtimePrincipalId
    batchPrincipalId: identities.outputs.batchPrincipalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module serviceBus 'modules/service-bus.bicep' = {
  params: {
    location: location
    tags: tags
    name: names.serviceBus
    batchPrincipalId: identities.outputs.batchPrincipalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module eventGrid 'modules/event-grid.bicep' = {
  params: {
    location: location
    tags: tags
    name: names.eventTopic
    storageName: dataStorage.outputs.name
    workspaceId: monitoring.outputs.workspaceId
  }
}

module keyVault 'modules/key-vault.bicep' = if (needsKeyVault) {
  params: {
    location: location
    tags: tags
    name: names.keyVault
    webhookSecret: webhookSecret
    readerPrincipalId: identities.outputs.batchPrincipalId
    workspaceId: monitoring.outputs.workspaceId
  }
}

var shared = union(
  loadJsonContent('app-settings.json'),
  connectionSettings(names, environment().suffixes.storage),
  { APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString, WEBHOOK_HOSTS: webhookHosts },
  settings
)
var batchSettings = union(
  shared,
  storageSettings(
    'AzureWebJobsStorage',
    names.hostStorage,
    environment().suffixes.storage,
    identities.outputs.batchClientId
  ),
  platformSettings('batch', identities.outputs.batchClientId),
  {
    // One worker thread scores a chunk at a time; a chunk and its predictions are up to some 150 MB.
    AzureFunctionsJobHost__extensions__durableTask__maxConcurrentActivityFunctions: string(instanceMemoryMB == 512
      ? 1
      : instanceMemoryMB / 512)
  },
  needsKeyVault ? { WEBHOOK_SECRET: '@Microsoft.KeyVault(VaultName=${names.keyVault};SecretName=webhook-secret)' } : {}
)
var realtimeSettings = union(
  shared,
  storageSettings(
    'AzureWebJobsStorage',
    names.hostStorage,
    environment().suffixes.storage,
    identities.outputs.realtimeClientId
  ),
  platformSettings('realtime', identities.outputs.realtimeClientId)
)

module batch 'modules/flex-app.bicep' = {
  name: 'batch-app'
  // The app's first start reads what its identity must already be allowed to read.
  dependsOn: [dataStorage, cosmos, serviceBus, keyVault]
  params: {
    location: location
    tags: union(tags, { role: 'batch' })
    name: names.batchApp
    identityId: identities.outputs.batchId
    deploymentUrl: '${hostStorage.outputs.blobEndpoint}${deploymentContainer}'
    settings: batchSettings
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    alwaysReady: []
    corsOrigins: corsOrigins
    authClientId: authClientId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module realtimeFlex 'modules/flex-app.bicep' = if (profile != 'warm') {
  name: 'realtime-flex-app'
  dependsOn: [dataStorage, cosmos]
  params: {
    location: location
    tags: union(tags, { role: 'realtime' })
    name: names.realtimeApp
    identityId: identities.outputs.realtimeId
    deploymentUrl: '${hostStorage.outputs.blobEndpoint}${deploymentContainer}-realtime'
    settings: realtimeSettings
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    alwaysReady: profile == 'frugal' ? [{ name: 'http', instanceCount: 1 }] : []
    corsOrigins: corsOrigins
    authClientId: authClientId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module realtimePremium 'modules/premium-app.bicep' = if (profile == 'warm') {
  name: 'realtime-premium-app'
  dependsOn: [dataStorage, cosmos]
  params: {
    location: location
    tags: union(tags, { role: 'realtime' })
    name: names.realtimeApp
    identityId: identities.outputs.realtimeId
    packageUrl: packageUrl
    settings: realtimeSettings
    alwaysReadyInstances: isProd ? 2 : 1
    maximumInstances: min(maximumInstances, 20)
    isZoneRedundant: false
    corsOrigins: corsOrigins
    authClientId: authClientId
    workspaceId: monitoring.outputs.workspaceId
  }
}

module alerts 'modules/alerts.bicep' = {
  params: {
    location: location
    tags: tags
    token: token
    email: alertEmail
    slowRequestMs: slowRequestMs
    workspaceId: monitoring.outputs.workspaceId
    serviceBusId: serviceBus.outputs.id
    cosmosId: cosmos.outputs.id
    eventTopicId: eventGrid.outputs.id
    realtimeAppName: names.realtimeApp
  }
}

module budget 'modules/budget.bicep' = if (!empty(alertEmail)) {
  params: { amount: monthlyBudget, startDate: budgetStart, email: alertEmail }
}

output realtimeApp string = names.realtimeApp
output batchApp string = names.batchApp
output realtimeUrl string = 'https://${names.realtimeApp}.azurewebsites.net'
output batchUrl string = 'https://${names.batchApp}.azurewebsites.net'
output hostStorage string = names.hostStorage
output dataStorage string = names.dataStorage
output eventTopic string = names.eventTopic
