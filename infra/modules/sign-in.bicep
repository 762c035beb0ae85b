metadata name = 'Sign-in'
metadata description = 'Entra ID in front of an app (Easy Auth), beside its function keys.'

param appName string
param clientId string

resource app 'Microsoft.Web/sites@2024-04-01' existing = {
  name: appName

  resource auth 'config' = {
    name: 'authsettingsV2'
    properties: {
      globalValidation: {
        requireAuthentication: true
        unauthenticatedClientAction: 'Return401'
        // What carries no data and asks no key either, and the host's own webhooks, which have their key.
        excludedPaths: [
          '/'
          '/ping'
          '/health'
          '/v2/health/live'
          '/v2/health/ready'
          '/console/*'
          '/runtime/webhooks/*'
        ]
      }
      httpSettings: { requireHttps: true }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: {
            clientId: clientId
            openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
          }
          validation: { allowedAudiences: ['api://${clientId}', clientId] }
        }
      }
      login: { tokenStore: { enabled: false } }
    }
  }
}
