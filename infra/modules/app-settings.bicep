metadata name = 'App settings'
metadata description = 'What the platform and the connections need. The rest is app-settings.json, generated from src/settings.ts.'

@export()
@description('Settings of a connection to a storage account by identity: what bindings read of it, and what the app does.')
func storageSettings(connection string, account string, suffix string, clientId string) object => {
  '${connection}__blobServiceUri': 'https://${account}.blob.${suffix}'
  '${connection}__queueServiceUri': 'https://${account}.queue.${suffix}'
  '${connection}__tableServiceUri': 'https://${account}.table.${suffix}'
  '${connection}__credential': 'managedidentity'
  '${connection}__clientId': clientId
}

@export()
@description('Addresses of the services that both apps use; with their identities, which the apps add.')
func connectionSettings(names object, suffix string) object => {
  DataStorage__blobServiceUri: 'https://${names.dataStorage}.blob.${suffix}'
  DataStorage__queueServiceUri: 'https://${names.dataStorage}.queue.${suffix}'
  CosmosDB__accountEndpoint: 'https://${names.cosmos}.documents.azure.com:443/'
  ServiceBus__fullyQualifiedNamespace: '${names.serviceBus}.servicebus.windows.net'
}

@export()
@description('What differs by app, and what the Functions host must be told.')
func platformSettings(role string, clientId string) object => {
  SCORING_ROLE: role
  // Which of an app's identities the SDKs take.
  AZURE_CLIENT_ID: clientId
  DataStorage__credential: 'managedidentity'
  DataStorage__clientId: clientId
  ServiceBus__credential: 'managedidentity'
  ServiceBus__clientId: clientId
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${clientId};Authorization=AAD'
  // GET / is a route of ours, Azure ML's liveness.
  AzureWebJobsDisableHomepage: 'true'
  // What a job reads and writes passes through: a larger young generation would hold but garbage.
  languageWorkers__node__arguments: role == 'batch'
    ? '--enable-source-maps --max-semi-space-size=4'
    : '--enable-source-maps'
  // The only source of blob events that Flex Consumption has.
  BLOB_TRIGGER_SOURCE: 'EventGrid'
}
