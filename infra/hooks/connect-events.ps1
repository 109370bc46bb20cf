# Connects the system topic with the function, after the code was deployed. azd passes the outputs of infra/main.bicep as variables.
# Again by hand: azd hooks run postdeploy
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
  Write-Error "connect-events: install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli), then run: azd hooks run postdeploy"
}
az account show --output none 2>$null
if ($LASTEXITCODE -ne 0) {
  Write-Error "connect-events: sign in with 'az login', then run: azd hooks run postdeploy"
}

# Fresh functions take a moment until Event Grid sees them.
foreach ($attempt in 1..5) {
  az deployment group create `
    --only-show-errors --output none `
    --subscription $env:AZURE_SUBSCRIPTION_ID `
    --resource-group $env:IMPORTER_TOPIC_RESOURCE_GROUP `
    --name $env:IMPORTER_EVENT_SUBSCRIPTION_NAME `
    --template-file infra/modules/event-subscription.bicep `
    --parameters `
      "topicName=$env:IMPORTER_TOPIC_NAME" `
      "name=$env:IMPORTER_EVENT_SUBSCRIPTION_NAME" `
      "functionAppId=$env:IMPORTER_FUNCTION_APP_ID" `
      "storageAccountId=$env:IMPORTER_STORAGE_ACCOUNT_ID" `
      "maxDeliveryAttempts=$env:IMPORTER_MAX_DELIVERY_ATTEMPTS" `
      "eventTimeToLiveInMinutes=$env:IMPORTER_EVENT_TIME_TO_LIVE_MINUTES"
  if ($LASTEXITCODE -eq 0) {
    Write-Host "connect-events: events of the subscription now reach $env:IMPORTER_FUNCTION_APP_NAME"
    exit 0
  }
  if ($attempt -lt 5) {
    Write-Host "connect-events: not yet, trying again in 30 s ($($attempt + 1) of 5)"
    Start-Sleep -Seconds 30
  }
}
Write-Error 'connect-events: gave up; see docs/troubleshooting.md, then run: azd hooks run postdeploy'
