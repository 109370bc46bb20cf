// What of a subscription's events reaches the app. Event Grid looks whether the function is there, so the code is deployed first:
// after each azd deploy the hook deploys this file; without azd, deploy main.bicep again with connectEvents.
@description('System topic in this resource group.')
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

// What is the same for both: where events go, how often that is tried, and where they are put away.
var destination = {
  endpointType: 'AzureFunction'
  properties: {
    resourceId: '${functionAppId}/functions/DeploymentChanged'
    // A batch is delivered again as a whole when one event of it fails.
    maxEventsPerBatch: 1
    preferredBatchSizeInKilobytes: 64
  }
}
var retryPolicy = {
  maxDeliveryAttempts: maxDeliveryAttempts
  eventTimeToLiveInMinutes: eventTimeToLiveInMinutes
}
var deadLetters = {
  identity: { type: 'SystemAssigned' }
  deadLetterDestination: {
    endpointType: 'StorageBlob'
    properties: {
      resourceId: storageAccountId
      blobContainerName: deadLetterContainer
    }
  }
}

resource subscribed 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: name
  properties: {
    destination: destination
    eventDeliverySchema: 'EventGridSchema'
    // The same lists as WatchedOperations in src/Functions/Events/EventFilter.cs; a test holds them together.
    filter: {
      isSubjectCaseSensitive: false
      includedEventTypes: [
        'Microsoft.Resources.ResourceWriteSuccess'
        'Microsoft.Resources.ResourceDeleteSuccess'
        'Microsoft.Resources.ResourceActionSuccess'
      ]
      advancedFilters: [
        {
          operatorType: 'StringIn'
          key: 'data.operationName'
          // A restored account comes as accounts/write. A move names the group that it leaves; which event comes where it arrives is not documented.
          // https://learn.microsoft.com/azure/role-based-access-control/permissions/ai-machine-learning#microsoftcognitiveservices
          values: [
            'Microsoft.CognitiveServices/accounts/write'
            'Microsoft.CognitiveServices/accounts/delete'
            'Microsoft.CognitiveServices/accounts/regenerateKey/action'
            'Microsoft.CognitiveServices/accounts/deployments/write'
            'Microsoft.CognitiveServices/accounts/deployments/delete'
            'Microsoft.CognitiveServices/accounts/deployments/pause/action'
            'Microsoft.CognitiveServices/accounts/deployments/resume/action'
            'Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete'
            'Microsoft.Resources/subscriptions/resourceGroups/delete'
            'Microsoft.Resources/subscriptions/resourceGroups/moveResources/action'
          ]
        }
      ]
    }
    retryPolicy: retryPolicy
    deadLetterWithResourceIdentity: deadLetters
  }
}

// Tags are changed on every kind of resource; the filters of one subscription are joined by "and", so those on accounts have their own.
resource tagged 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: '${name}-tags'
  properties: {
    destination: destination
    eventDeliverySchema: 'EventGridSchema'
    filter: {
      isSubjectCaseSensitive: false
      includedEventTypes: ['Microsoft.Resources.ResourceWriteSuccess', 'Microsoft.Resources.ResourceDeleteSuccess']
      advancedFilters: [
        { operatorType: 'StringIn', key: 'data.operationName', values: ['Microsoft.Resources/tags/write', 'Microsoft.Resources/tags/delete'] }
        { operatorType: 'StringContains', key: 'subject', values: ['/providers/Microsoft.CognitiveServices/accounts/'] }
      ]
    }
    retryPolicy: retryPolicy
    deadLetterWithResourceIdentity: deadLetters
  }
  // One change of a topic after the other.
  dependsOn: [subscribed]
}

output id string = subscribed.id
