metadata name = 'Key vault'
metadata description = 'Stands only where jobs call webhooks: the secret that signs those calls is the one secret of the product.'

param location string
param tags object
param name string
@secure()
param webhookSecret string
param readerPrincipalId string
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    enablePurgeProtection: true
  }

  resource secret 'secrets' = {
    name: 'webhook-secret'
    properties: { value: webhookSecret, contentType: 'HMAC key' }
  }
}

var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6'

// The batch app reads the one secret: it alone calls webhooks.
resource reader 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, 'batch', secretsUser)
  scope: vault::secret
  properties: {
    principalId: readerPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

resource diagnostics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [{ category: 'AuditEvent', enabled: true }]
    metrics: [{ category: 'AllMetrics', enabled: true }]
  }
}
