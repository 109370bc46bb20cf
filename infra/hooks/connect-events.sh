#!/bin/sh
# Connects the system topic with the function, after the code was deployed. azd passes the outputs of infra/main.bicep as variables.
# Again by hand: azd hooks run postdeploy
set -eu

if ! command -v az >/dev/null; then
  echo "connect-events: install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli), then run: azd hooks run postdeploy" >&2
  exit 1
fi
if ! az account show >/dev/null 2>&1; then
  echo "connect-events: sign in with 'az login', then run: azd hooks run postdeploy" >&2
  exit 1
fi

# Fresh functions take a moment until Event Grid sees them.
attempt=1
until az deployment group create \
  --only-show-errors --output none \
  --subscription "$AZURE_SUBSCRIPTION_ID" \
  --resource-group "$IMPORTER_TOPIC_RESOURCE_GROUP" \
  --name "$IMPORTER_EVENT_SUBSCRIPTION_NAME" \
  --template-file infra/modules/event-subscription.bicep \
  --parameters \
    "topicName=$IMPORTER_TOPIC_NAME" \
    "name=$IMPORTER_EVENT_SUBSCRIPTION_NAME" \
    "functionAppId=$IMPORTER_FUNCTION_APP_ID" \
    "storageAccountId=$IMPORTER_STORAGE_ACCOUNT_ID" \
    "maxDeliveryAttempts=$IMPORTER_MAX_DELIVERY_ATTEMPTS" \
    "eventTimeToLiveInMinutes=$IMPORTER_EVENT_TIME_TO_LIVE_MINUTES"
do
  if [ "$attempt" -ge 5 ]; then
    echo "connect-events: gave up; see docs/troubleshooting.md, then run: azd hooks run postdeploy" >&2
    exit 1
  fi
  attempt=$((attempt + 1))
  echo "connect-events: not yet, trying again in 30 s ($attempt of 5)"
  sleep 30
done
echo "connect-events: events of the subscription now reach $IMPORTER_FUNCTION_APP_NAME"
