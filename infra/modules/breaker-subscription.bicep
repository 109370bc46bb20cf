// What of the API Management service's events reaches the app: that the circuit breaker of a backend opened or closed (preview). As with
// event-subscription.bicep, the function must be there first.
@description('System topic of the service, in this resource group.')
param topicName string

@description('Name of the event subscription.')
@minLength(3)
@maxLength(59)
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

resource breakers 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: name
  properties: {
    destination: {
      endpointType: 'AzureFunction'
      properties: {
        resourceId: '${functionAppId}/functions/BreakerChanged'
        // A batch is delivered again as a whole when one event of it fails.
        maxEventsPerBatch: 1
        preferredBatchSizeInKilobytes: 64
      }
    }
    eventDeliverySchema: 'EventGridSchema'
    // The same types as BreakerEvent in src/Functions/Events; a test holds them together. Which backends are a fleet's the app knows.
    // https://learn.microsoft.com/azure/event-grid/event-schema-api-management
    filter: {
      isSubjectCaseSensitive: false
      subjectBeginsWith: '/backends/'
      includedEventTypes: [
        'Microsoft.ApiManagement.CircuitBreaker.Opened'
        'Microsoft.ApiManagement.CircuitBreaker.Closed'
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

output id string = breakers.id
