metadata name = 'Identities'
metadata description = 'One for each app, user-assigned: their roles exist before the apps start, and a replaced app keeps them.'

param location string
param tags object
param realtimeName string
param batchName string

resource realtime 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: realtimeName
  location: location
  tags: tags
}

resource batch 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: batchName
  location: location
  tags: tags
}

output realtimeId string = realtime.id
output realtimeClientId string = realtime.properties.clientId
output realtimePrincipalId string = realtime.properties.principalId
output batchId string = batch.id
output batchClientId string = batch.properties.clientId
output batchPrincipalId string = batch.properties.principalId
