// What of the subscription's events reaches the app. Event Grid looks whether the function is there, so the code is deployed first:
// after each azd deploy the hook deploys this file; without azd, deploy main.bicep again with connectEvents.
@description('System topic in this resource group.')
param topicName string

@description('Name of the event subscription.')
@minLength(3)
@maxLength(64)
param name string

@description('Resource ID of the function app.')
param functionAppId string

@description('Resource ID of the storage account that holds the dead letters.')
param storageAccountId string

@description('Container of that account that holds them.')
param deadLetterContainer string = 'eventgrid-deadletters'

@description('How often a delivery is tried.')
@minValue(1)
@maxValue(30)
param maxDeliveryAttempts int = 30

@description('Minutes for which a delivery is tried.')
@minValue(1)
@maxValue(1440)
param eventTimeToLiveInMinutes int = 1440

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource subscribed 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: name
  properties: {
    destination: {
      endpointType: 'AzureFunction'
      properties: {
        resourceId: '${functionAppId}/functions/DeploymentChanged'
        // A batch is delivered again as a whole when one event of it fails.
        maxEventsPerBatch: 1
        preferredBatchSizeInKilobytes: 64
      }
    }
    eventDeliverySchema: 'EventGridSchema'
    // The same lists as src/Functions/Events/WatchedOperations.cs; a test holds them together.
    filter: {
      isSubjectCaseSensitive: false
      includedEventTypes: [
        'Microsoft.Resources.ResourceWriteSuccess'
        'Microsoft.Resources.ResourceDeleteSuccess'
      ]
      advancedFilters: [
        {
          operatorType: 'StringIn'
          key: 'data.operationName'
          values: [
            'Microsoft.CognitiveServices/accounts/write'
            'Microsoft.CognitiveServices/accounts/delete'
            'Microsoft.CognitiveServices/accounts/deployments/write'
            'Microsoft.CognitiveServices/accounts/deployments/delete'
            'Microsoft.Resources/subscriptions/resourceGroups/delete'
          ]
        }
      ]
    }
    retryPolicy: {
      maxDeliveryAttempts: maxDeliveryAttempts
      eventTimeToLiveInMinutes: eventTimeToLiveInMinutes
    }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: {
          resourceId: storageAccountId
          blobContainerName: deadLetterContainer
        }
      }
    }
  }
}

output id string = subscribed.id
