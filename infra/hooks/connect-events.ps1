# Connects each subscription's system topic with the function, after the code was deployed. azd passes the outputs of infra/main.bicep as variables.
# Again by hand: azd hooks run postdeploy
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false

$needed = @(
  'IMPORTER_EVENT_SUBSCRIPTION_NAME', 'IMPORTER_FUNCTION_APP_ID', 'IMPORTER_FUNCTION_APP_NAME', 'IMPORTER_STORAGE_ACCOUNT_ID',
  'IMPORTER_MAX_DELIVERY_ATTEMPTS', 'IMPORTER_EVENT_TIME_TO_LIVE_MINUTES')
$missing = @($needed | Where-Object { -not [Environment]::GetEnvironmentVariable($_) })
# Windows knows no empty variables: empty when every subscription is done without events, and then that list is not.
if (-not $env:IMPORTER_TOPIC_IDS -and -not $env:IMPORTER_SUBSCRIPTIONS_WITHOUT_EVENTS) { $missing += 'IMPORTER_TOPIC_IDS' }
if ($missing) {
  Write-Error "connect-events: no value for $($missing -join ' '). Run 'azd provision', then: azd hooks run postdeploy"
}

if ($env:IMPORTER_WARNINGS) { Write-Host "connect-events: $env:IMPORTER_WARNINGS" }
if ($env:IMPORTER_CONNECT_EVENTS -eq 'true') {
  Write-Host "connect-events: nothing to do here, 'azd provision' connects the events (IMPORTER_CONNECT_EVENTS is true)"
  exit 0
}

if (-not (Get-Command az -ErrorAction SilentlyContinue)) {
  Write-Error 'connect-events: install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli), then run: azd hooks run postdeploy'
}
az account show --output none 2>$null
if ($LASTEXITCODE -ne 0) {
  Write-Error "connect-events: the Azure CLI is not signed in, and azd's own sign-in does not serve it. Run 'az login' (in a pipeline the azure/login action), then: azd hooks run postdeploy. Without the Azure CLI: azd env set IMPORTER_CONNECT_EVENTS true, then azd provision"
}

$wait = if ($env:IMPORTER_HOOK_WAIT) { [int]$env:IMPORTER_HOOK_WAIT } else { 30 }

# A topic with the template of what of its events reaches the app. Fresh functions take a moment until Event Grid sees them.
function Connect-Topic([string] $topic, [string] $template) {
  # /subscriptions/<2>/resourceGroups/<4>/providers/Microsoft.EventGrid/systemTopics/<8>
  $parts = $topic -split '/'
  foreach ($attempt in 1..5) {
    az deployment group create `
      --only-show-errors --output none `
      --subscription $parts[2] `
      --resource-group $parts[4] `
      --name $env:IMPORTER_EVENT_SUBSCRIPTION_NAME `
      --template-file "infra/modules/$template" `
      --parameters `
        "topicName=$($parts[8])" `
        "name=$env:IMPORTER_EVENT_SUBSCRIPTION_NAME" `
        "functionAppId=$env:IMPORTER_FUNCTION_APP_ID" `
        "storageAccountId=$env:IMPORTER_STORAGE_ACCOUNT_ID" `
        "maxDeliveryAttempts=$env:IMPORTER_MAX_DELIVERY_ATTEMPTS" `
        "eventTimeToLiveInMinutes=$env:IMPORTER_EVENT_TIME_TO_LIVE_MINUTES" | Out-Host
    if ($LASTEXITCODE -eq 0) { return $true }
    if ($attempt -lt 5) {
      Write-Host "connect-events: not yet, trying again in $wait s ($($attempt + 1) of 5)"
      Start-Sleep -Seconds $wait
    }
  }
  return $false
}

# Every topic is tried, also when one of them cannot be connected.
$failed = @()
foreach ($topic in @("$env:IMPORTER_TOPIC_IDS" -split ',' | Where-Object { $_ })) {
  $subscription = ($topic -split '/')[2]
  if (Connect-Topic $topic 'event-subscription.bicep') {
    Write-Host "connect-events: events of subscription $subscription now reach $env:IMPORTER_FUNCTION_APP_NAME"
  } else {
    $failed += $subscription
  }
}
$breakers = $true
if ($env:IMPORTER_BREAKER_TOPIC_ID) {
  $breakers = Connect-Topic $env:IMPORTER_BREAKER_TOPIC_ID 'breaker-subscription.bicep'
  if ($breakers) { Write-Host "connect-events: breaker events of the service now reach $env:IMPORTER_FUNCTION_APP_NAME" }
}
if (-not $breakers) {
  Write-Host "connect-events: gave up on breaker events (topic $env:IMPORTER_BREAKER_TOPIC_ID); see docs/troubleshooting.md, then run: azd hooks run postdeploy. To do without them: azd env set IMPORTER_WATCH_BREAKERS false, then azd provision"
  if (-not $failed) { exit 1 }
}
if ($failed) {
  Write-Error "connect-events: gave up on subscriptions $($failed -join ' '); see docs/troubleshooting.md, then run: azd hooks run postdeploy. To do without their events: azd env set IMPORTER_WITHOUT_EVENTS, then azd provision"
}
