#!/bin/sh
# Connects each subscription's system topic with the function, after the code was deployed. azd passes the outputs of infra/main.bicep as variables.
# Again by hand: azd hooks run postdeploy
set -eu

fail() {
  echo "connect-events: $1" >&2
  exit 1
}

missing=
for name in IMPORTER_EVENT_SUBSCRIPTION_NAME IMPORTER_FUNCTION_APP_ID IMPORTER_FUNCTION_APP_NAME IMPORTER_STORAGE_ACCOUNT_ID \
  IMPORTER_MAX_DELIVERY_ATTEMPTS IMPORTER_EVENT_TIME_TO_LIVE_MINUTES; do
  eval "value=\${$name-}"
  [ -n "$value" ] || missing="$missing $name"
done
# Empty when every subscription is done without events, but never unset.
[ "${IMPORTER_TOPIC_IDS+set}" = set ] || missing="$missing IMPORTER_TOPIC_IDS"
[ -z "$missing" ] || fail "no value for$missing. Run 'azd provision', then: azd hooks run postdeploy"

[ -z "${IMPORTER_WARNINGS-}" ] || echo "connect-events: $IMPORTER_WARNINGS"
if [ "${IMPORTER_CONNECT_EVENTS-}" = true ]; then
  echo "connect-events: nothing to do here, 'azd provision' connects the events (IMPORTER_CONNECT_EVENTS is true)"
  exit 0
fi

command -v az >/dev/null || fail "install the Azure CLI (https://learn.microsoft.com/cli/azure/install-azure-cli), then run: azd hooks run postdeploy"
az account show >/dev/null 2>&1 || fail "the Azure CLI is not signed in, and azd's own sign-in does not serve it. Run 'az login' (in a pipeline the azure/login action), then: azd hooks run postdeploy. Without the Azure CLI: azd env set IMPORTER_CONNECT_EVENTS true, then azd provision"

# /subscriptions/<2>/resourceGroups/<4>/providers/Microsoft.EventGrid/systemTopics/<8>
part() {
  echo "$1" | cut -d / -f "$2"
}

# A topic with the template of what of its events reaches the app.
connect() {
  az deployment group create \
    --only-show-errors --output none \
    --subscription "$(part "$1" 3)" \
    --resource-group "$(part "$1" 5)" \
    --name "$IMPORTER_EVENT_SUBSCRIPTION_NAME" \
    --template-file "infra/modules/$2" \
    --parameters \
      "topicName=$(part "$1" 9)" \
      "name=$IMPORTER_EVENT_SUBSCRIPTION_NAME" \
      "functionAppId=$IMPORTER_FUNCTION_APP_ID" \
      "storageAccountId=$IMPORTER_STORAGE_ACCOUNT_ID" \
      "maxDeliveryAttempts=$IMPORTER_MAX_DELIVERY_ATTEMPTS" \
      "eventTimeToLiveInMinutes=$IMPORTER_EVENT_TIME_TO_LIVE_MINUTES"
}

# Fresh functions take a moment until Event Grid sees them.
keep_trying() {
  attempt=1
  until connect "$1" "$2"; do
    [ "$attempt" -lt 5 ] || return 1
    attempt=$((attempt + 1))
    echo "connect-events: not yet, trying again in ${IMPORTER_HOOK_WAIT:-30} s ($attempt of 5)"
    sleep "${IMPORTER_HOOK_WAIT:-30}"
  done
}

# Every topic is tried, also when one of them cannot be connected.
failed=
for topic in $(echo "$IMPORTER_TOPIC_IDS" | tr ',' ' '); do
  if keep_trying "$topic" event-subscription.bicep; then
    echo "connect-events: events of subscription $(part "$topic" 3) now reach $IMPORTER_FUNCTION_APP_NAME"
  else
    failed="$failed $(part "$topic" 3)"
  fi
done
breakers=
if [ -n "${IMPORTER_BREAKER_TOPIC_ID-}" ]; then
  if keep_trying "$IMPORTER_BREAKER_TOPIC_ID" breaker-subscription.bicep; then
    echo "connect-events: breaker events of the service now reach $IMPORTER_FUNCTION_APP_NAME"
  else
    breakers=failed
  fi
fi
[ -z "$breakers" ] || echo "connect-events: gave up on breaker events (topic $IMPORTER_BREAKER_TOPIC_ID); see docs/troubleshooting.md, then run: azd hooks run postdeploy. To do without them: azd env set IMPORTER_WATCH_BREAKERS false, then azd provision" >&2
[ -n "$failed" ] || [ -z "$breakers" ] || exit 1
[ -z "$failed" ] || fail "gave up on subscriptions$failed; see docs/troubleshooting.md, then run: azd hooks run postdeploy. To do without their events: azd env set IMPORTER_WITHOUT_EVENTS, then azd provision"
