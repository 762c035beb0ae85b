metadata name = 'Function app on Elastic Premium'
metadata description = 'Instances that are always there, one more warmed before it is needed, and the warmup trigger: no request meets a cold model.'

param location string
param tags object
param name string
param identityId string
param packageUrl string
param settings object
param alwaysReadyInstances int
param maximumInstances int
param isZoneRedundant bool
param corsOrigins string[]
param authClientId string
param workspaceId string

resource plan 'Microsoft.Web/serverfarms@2024-04-01' = {
  name: 'plan-${name}'
  location: location
  tags: tags
  kind: 'elastic'
  sku: { tier: 'ElasticPremium', name: 'EP1', capacity: alwaysReadyInstances }
  properties: {
    reserved: true
    elasticScaleEnabled: true
    maximumElasticWorkerCount: maximumInstances
    zoneRedundant: isZoneRedundant
  }
}

resource app 'Microsoft.Web/sites@2024-04-01' = {
  name: name
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identityId}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    siteConfig: {
      linuxFxVersion: 'NODE|22'
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ftpsState: 'Disabled'
      healthCheckPath: '/v2/health/ready'
      minimumElasticInstanceCount: alwaysReadyInstances
      preWarmedInstanceCount: 1
      functionAppScaleLimit: maximumInstances
      cors: { allowedOrigins: corsOrigins, supportCredentials: false }
    }
  }

  // Elastic Premium would keep its content in an Azure Files share, which only an account key opens. Run from a package
  // URL, read by identity, it has no such share: no WEBSITE_CONTENTAZUREFILECONNECTIONSTRING, and no key anywhere.
  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(settings, {
      FUNCTIONS_EXTENSION_VERSION: '~4'
      FUNCTIONS_WORKER_RUNTIME: 'node'
      WEBSITE_RUN_FROM_PACKAGE: packageUrl
      WEBSITE_RUN_FROM_PACKAGE_BLOB_MI_RESOURCE_ID: identityId
    })
  }
  // Publishing passwords are keys too: deployment is by identity.
  resource ftp 'basicPublishingCredentialsPolicies' = { name: 'ftp', properties: { allow: false } }
  resource scm 'basicPublishingCredentialsPolicies' = { name: 'scm', properties: { allow: false } }
}

module signIn 'sign-in.bicep' = if (!empty(authClientId)) {
  name: '${name}-sign-in'
  params: { appName: app.name, clientId: authClientId }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    // FunctionAppLogs are in Application Insights already: twice would be paid twice.
    logs: [{ category: 'AppServiceAuthenticationLogs', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}

resource planDiagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: plan
  properties: { workspaceId: workspaceId, metrics: [{ category: 'AllMetrics', enabled: true }] }
}

output id string = app.id
