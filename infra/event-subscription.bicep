metadata name = 'Subscription to the blobs of batch-input'
metadata description = 'Deployed after the app: the host makes the key of its webhook when the package with a blob trigger first runs. The key is read and used within Azure; no person and no script sees it.'

param topicName string
param batchAppName string
param dataStorageName string

resource app 'Microsoft.Web/sites@2024-04-01' existing = { name: batchAppName }
resource storage 'Microsoft.Storage/storageAccounts@2023-05-01' existing = { name: dataStorageName }
resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = { name: topicName }

resource subscription 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'job-from-blob'
  properties: {
    destination: {
      endpointType: 'WebHook'
      properties: {
        endpointUrl: 'https://${app.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.job-from-blob&code=${listKeys('${app.id}/host/default', '2024-04-01').systemKeys.blobs_extension}'
        maxEventsPerBatch: 1
        minimumTlsVersionAllowed: '1.2'
      }
    }
    filter: {
      subjectBeginsWith: '/blobServices/default/containers/batch-input/blobs/'
      includedEventTypes: ['Microsoft.Storage.BlobCreated']
      advancedFilters: [
        // A blob that is written block by block tells once, when it is whole.
        { operatorType: 'StringIn', key: 'data.api', values: ['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose'] }
        // An image starts nothing, its folder's _READY does: a collection costs one execution, not one an image.
        {
          operatorType: 'StringNotEndsWith'
          key: 'subject'
          values: ['.png', '.jpg', '.jpeg', '.gif', '.webp', '.bmp', '.tif', '.tiff', '.heic', '.avif']
        }
      ]
    }
    eventDeliverySchema: 'EventGridSchema'
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: storage.id, blobContainerName: 'dead-letter' }
      }
    }
  }
}
