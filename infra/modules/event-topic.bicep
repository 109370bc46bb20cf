// The system topic of this subscription, or of the API Management service: made, or looked up.
@description('Name of the topic in this resource group.')
param name string

@description('Whether the topic is there already. It needs a system-assigned identity: docs/quickstart-azure.md.')
param isGiven bool

@description('Tags of the topic.')
param tags object

@description('Whose events it tells, as a resource ID; it lies in the same subscription.')
param source string = subscription().id

@description('What that is, in the words of Event Grid.')
param topicType string = 'Microsoft.Resources.Subscriptions'

@description('Region of the topic: that of its source; a subscription has none.')
param location string

resource made 'Microsoft.EventGrid/systemTopics@2025-02-15' = if (!isGiven) {
  name: name
  location: location
  tags: tags
  identity: { type: 'SystemAssigned' }
  properties: {
    source: source
    topicType: topicType
  }
}

resource given 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = if (isGiven) {
  name: name
}

output principalId string = isGiven ? given!.identity.principalId : made!.identity.principalId
