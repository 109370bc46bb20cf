// The function app on Flex Consumption: the platform runs the Functions host, the host runs our .NET isolated worker.
// https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan
@description('Region of the app.')
param location string

@description('Tags of every resource.')
param tags object

@description('Distinguishes this installation; part of every name.')
param token string

@description('Resource ID of the identity that the app runs as.')
param identityId string

@description('Client ID of the same identity.')
param identityClientId string

@description('Blob endpoint of the app\'s storage, with its slash.')
param blobEndpoint string

@description('Queue endpoint of the app\'s storage, with its slash.')
param queueEndpoint string

@description('Application Insights component in this resource group.')
param insightsName string

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Most instances at once.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int

@description('Instances that always wait for events and requests; each is billed by the hour. 0: the app starts when something happens.')
@minValue(0)
@maxValue(20)
param alwaysReadyInstances int

@description('Subnet that the app goes out through; empty for none.')
param subnetId string

@description('Resource ID of the API Management service.')
param apiManagementServiceId string

@description('Subscriptions, resource groups or accounts in which deployments are looked for.')
param discoveryScopes string[]

@description('Whether the app grants the gateway its role on accounts, or only reports that it is missing.')
@allowed(['Ensure', 'Check'])
param gatewayAccess string

@description('Whether the sweep makes what is missing, only reports, or repairs too.')
@allowed(['Import', 'Report', 'Repair'])
param driftMode string

@description('Whether APIs go with their deployments.')
@allowed(['Delete', 'Keep'])
param deletionMode string

@description('Tokens that test calls may use in a day.')
@minValue(0)
param testTokensPerDay int

@description('Whether the app looks ahead: which models retire when, and how much quota is free.')
param watchModels bool

@description('API Management subscription whose key test calls use; empty without test calls.')
param testSubscription string

@description('When test calls run: NCRONTAB with seconds, UTC.')
param testCallsSchedule string

@description('When drift is looked for: NCRONTAB with seconds, UTC.')
param driftSchedule string

@description('When the health report is written: NCRONTAB with seconds, UTC.')
param healthReportSchedule string

@description('More app settings by their full names; they win.')
@secure()
param moreSettings object

@description('Application (client) ID of the Entra app registration that people sign in with to see the report; empty: nobody signs in.')
param signInClientId string

var abbreviations = loadJsonContent('../abbreviations.json')

var scopeSettings = toObject(
  range(0, length(discoveryScopes)),
  number => 'Importer__Discovery__Scopes__${number}',
  number => discoveryScopes[number]
)

var watchSettings = watchModels ? { Importer__Lifecycle__Watch: 'true' } : {}
var testSettings = empty(testSubscription) ? {} : { Importer__Health__Subscription: testSubscription }

var signInSettings = empty(signInClientId) ? {} : { ReportSignIn: 'true' }

// What the host and the platform read. On this plan some well-known settings must not be there (FUNCTIONS_WORKER_RUNTIME among them):
// https://learn.microsoft.com/azure/azure-functions/functions-app-settings#flex-consumption-plan-deprecations
var hostSettings = {
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  AzureWebJobsStorage__blobServiceUri: blobEndpoint
  AzureWebJobsStorage__queueServiceUri: queueEndpoint
  // Names the component and where to send to; with keys switched off it opens nothing.
  APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
  TestCallsSchedule: testCallsSchedule
  DriftSchedule: driftSchedule
  HealthReportSchedule: healthReportSchedule
}

// What the importer reads: docs/settings.md. AZURE_CLIENT_ID tells which of the app's identities to use.
var importerSettings = {
  AZURE_CLIENT_ID: identityClientId
  Importer__ApiManagement__ServiceId: apiManagementServiceId
  Importer__Defaults__Access: gatewayAccess
  Importer__Deletion__Mode: deletionMode
  Importer__Drift__Mode: driftMode
  Importer__Health__TokensPerDay: string(testTokensPerDay)
  Importer__Reports__Container: '${blobEndpoint}reports'
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: '${abbreviations.webServerFarms}${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2025-03-01' = {
  name: '${abbreviations.webSitesFunctions}${token}'
  location: location
  // azd finds the app by this tag: azure.yaml, services.importer
  tags: union(tags, { 'azd-service-name': 'importer' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    virtualNetworkSubnetId: empty(subnetId) ? null : subnetId
    siteConfig: {
      minTlsVersion: '1.2'
    }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${blobEndpoint}app-package'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        // Each function that is not HTTP has instances of its own on this plan.
        // https://learn.microsoft.com/azure/azure-functions/flex-consumption-plan#always-ready-instances
        alwaysReady: alwaysReadyInstances == 0 ? [] : [
          { name: 'function:DeploymentChanged', instanceCount: alwaysReadyInstances }
          { name: 'function:ImportDeployments', instanceCount: alwaysReadyInstances }
        ]
      }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(hostSettings, importerSettings, scopeSettings, testSettings, watchSettings, signInSettings, moreSettings)
  }

  // People sign in for the report alone: everything else goes on by keys, as Event Grid and scripts need it, so that who has not signed in is
  // let through to the host, which asks for the key. Without a client secret the platform takes ID tokens (implicit grant).
  // https://learn.microsoft.com/azure/app-service/configure-authentication-provider-aad
  resource signIn 'config' = if (!empty(signInClientId)) {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: true }
      globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' }
      identityProviders: {
        azureActiveDirectory: {
          enabled: true
          registration: { clientId: signInClientId, openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0' }
          validation: { allowedAudiences: [signInClientId] }
        }
      }
      login: { tokenStore: { enabled: false }, cookieExpiration: { convention: 'FixedTime', timeToExpiration: '08:00:00' } }
      httpSettings: { requireHttps: true }
    }
  }

  // Deploying takes an Entra identity; passwords do not.
  resource noFtp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output id string = site.id
output name string = site.name
output hostName string = site.properties.defaultHostName
