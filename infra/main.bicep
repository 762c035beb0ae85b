targetScope = 'subscription'

metadata name = 'Onscore'
metadata description = 'Scores ONNX models: a real-time app and a batch app from one package, and what they stand on. No key in it.'

@minLength(1)
@maxLength(20)
@description('Name of the azd environment; part of the names of all resources.')
param environmentName string

@description('Region of all resources.')
param location string

@description('dev: short retention, one copy of data in one datacentre. prod: long retention, copies in three zones, a lock against deletion of data.')
@allowed(['dev', 'prod'])
param stage string = 'dev'

@description('warm: real time on Elastic Premium, never cold. frugal: all on Flex Consumption, one instance always ready. zero: all on Flex Consumption, nothing ready, nothing paid for computing when idle.')
@allowed(['warm', 'frugal', 'zero'])
param profile string = 'zero'

@description('Memory of a Flex Consumption instance; the activities that one runs at once are fitted to it.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Bound of what a flood can cost: instances of each app.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('serverless: paid by request. autoscale: a tenth of the limit is paid always, and the limit can be far higher.')
@allowed(['serverless', 'autoscale'])
param cosmosThroughput string = 'serverless'

@description('Limit of the predictions container with autoscale, request units a second.')
@minValue(1000)
param cosmosMaxRequestUnits int = 10000

@description('Origins of web pages that may call the apps, comma-separated; none where empty.')
param corsOrigins string = ''

@description('App registration that signs callers in (Entra ID), beside function keys; none where empty.')
param authClientId string = ''

@description('Who is told by alerts and by the budget; nobody where empty.')
param alertEmail string = ''

@description('Spending a month, in the currency of the subscription, of which the budget tells at 80 % and 100 %.')
param monthlyBudget int = 100

@description('First day of a month, from which the budget counts.')
param budgetStart string = utcNow('yyyy-MM-01')

@description('p99 of requests above which someone is told, milliseconds.')
param slowRequestMs int = 1000

@description('Hosts that jobs may call when they are over, comma-separated; none where empty.')
param webhookHosts string = ''

@secure()
@description('Signs those calls; kept in a key vault. Needed where there are hosts.')
param webhookSecret string = ''

@description('App settings that differ from app-settings.json, for both apps.')
param settings object = { DEFAULT_MODEL: 'churn' }

@description('Who deploys packages: gets to write the package container and nothing else. azd gives it.')
param principalId string = ''

@allowed(['User', 'ServicePrincipal'])
param principalType string = 'User'

var tags = { 'azd-env-name': environmentName, product: 'onscore', stage: stage, profile: profile }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-onscore-${environmentName}'
  location: location
  tags: tags
}

module product 'product.bicep' = {
  name: 'product'
  scope: group
  params: {
    location: location
    tags: tags
    token: toLower(uniqueString(subscription().id, environmentName, location))
    stage: stage
    profile: profile
    instanceMemoryMB: instanceMemoryMB
    maximumInstances: maximumInstances
    cosmosThroughput: cosmosThroughput
    cosmosMaxRequestUnits: cosmosMaxRequestUnits
    corsOrigins: empty(corsOrigins) ? [] : split(corsOrigins, ',')
    authClientId: authClientId
    alertEmail: alertEmail
    monthlyBudget: monthlyBudget
    budgetStart: budgetStart
    slowRequestMs: slowRequestMs
    webhookHosts: webhookHosts
    webhookSecret: webhookSecret
    settings: settings
    principalId: principalId
    principalType: principalType
  }
}

output AZURE_RESOURCE_GROUP string = group.name
output ONSCORE_PROFILE string = profile
output ONSCORE_REALTIME_APP string = product.outputs.realtimeApp
output ONSCORE_BATCH_APP string = product.outputs.batchApp
output ONSCORE_REALTIME_URL string = product.outputs.realtimeUrl
output ONSCORE_BATCH_URL string = product.outputs.batchUrl
output ONSCORE_HOST_STORAGE string = product.outputs.hostStorage
output ONSCORE_DATA_STORAGE string = product.outputs.dataStorage
output ONSCORE_EVENT_TOPIC string = product.outputs.eventTopic
