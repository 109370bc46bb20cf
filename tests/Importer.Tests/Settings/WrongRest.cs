namespace Importer.Tests.Settings;

/// <summary>Wrong values outside the profile: what is laid over the smallest good file, and exactly what is said about it.</summary>
public static class WrongRest
{
    public static TheoryData<string, string, string[]> Cases { get; } =
        new()
        {
            {
                "a service id that is no resource id",
                """{ "ApiManagement": { "ServiceId": "contoso-apim" } }""",
                [
                    "Importer:ApiManagement:ServiceId = 'contoso-apim': is not an Azure resource id. Copy it from the service's JSON view: /subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.ApiManagement/service/<name>.",
                ]
            },
            {
                "a service id of something else",
                """{ "ApiManagement": { "ServiceId": "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/contoso" } }""",
                [
                    "Importer:ApiManagement:ServiceId = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/contoso': is the id of Microsoft.CognitiveServices/accounts, not of an API Management service: /subscriptions/<guid>/resourceGroups/<name>/providers/Microsoft.ApiManagement/service/<name>.",
                ]
            },
            {
                "no service id, no scopes and no container",
                """{ "ApiManagement": null, "Discovery": { "Scopes": [] }, "Reports": {} }""",
                [
                    "Importer:ApiManagement:ServiceId: is required. Give the id of the API Management service.",
                    "Importer:Discovery:Scopes = '': is required. List the subscriptions, resource groups or Foundry accounts to look at.",
                    "Importer:Reports:Container: is required. Give a blob container's address, or a folder's path where there is no Azure.",
                ]
            },
            {
                "plain http to Resource Manager",
                """{ "Arm": { "Endpoint": "http://management.azure.com" } }""",
                [
                    "Importer:Arm:Endpoint = 'http://management.azure.com': is plain http, which is only for the loopback (127.0.0.1). Use https.",
                ]
            },
            {
                "a Resource Manager address with a path",
                """{ "Arm": { "Endpoint": "https://management.azure.com/subscriptions", "Audience": "management" } }""",
                [
                    "Importer:Arm:Endpoint = 'https://management.azure.com/subscriptions': must end after the host. Write https://management.azure.com.",
                    "Importer:Arm:Audience = 'management': is not a token audience. Write a URI such as https://cognitiveservices.azure.com.",
                ]
            },
            {
                "a bare subscription GUID as scope",
                """{ "Discovery": { "Scopes": [ "00000000-0000-0000-0000-000000000001" ] } }""",
                [
                    "Importer:Discovery:Scopes:0 = '00000000-0000-0000-0000-000000000001': is a bare GUID. For a subscription write /subscriptions/00000000-0000-0000-0000-000000000001.",
                ]
            },
            {
                "scopes of which two are wrong",
                """{ "Discovery": { "Scopes": [ "/subscriptions/00000000-0000-0000-0000-000000000001", "/subscriptions/contoso", "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Web/sites/x" ] } }""",
                [
                    "Importer:Discovery:Scopes:1 = '/subscriptions/contoso': is not an Azure resource id. Write /subscriptions/<guid>, /subscriptions/<guid>/resourceGroups/<name> or the id of a Foundry account.",
                    "Importer:Discovery:Scopes:2 = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.Web/sites/x': is the id of Microsoft.Web/sites. Scopes are subscriptions, resource groups and accounts (Microsoft.CognitiveServices/accounts).",
                ]
            },
            {
                "a deployment as scope",
                """{ "Discovery": { "Scopes": [ "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/contoso/deployments/chat" ] } }""",
                [
                    "Importer:Discovery:Scopes:0 = '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/contoso/deployments/chat': is a single deployment. Name its account (/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts/contoso) and leave the others out by a rule with Import false.",
                ]
            },
            {
                "an address in place of a host",
                """{ "Discovery": { "AllowedHosts": ["https://models.contoso.example/"] } }""",
                [
                    "Importer:Discovery:AllowedHosts:0 = 'https://models.contoso.example/': is not a host. Write its whole name (models.contoso.example), or *.contoso.example for every host below it; no https://, port or path.",
                ]
            },
            {
                "an opt-out tag without value",
                """{ "Discovery": { "OptOutTag": "off" } }""",
                ["Importer:Discovery:OptOutTag = 'off': is not a tag. Write name=value, or name=* for any value."]
            },
            {
                "wrong limits of withdrawing",
                """{ "Deletion": { "Mode": "Remove", "After": "soon", "MaxShare": "30%", "MinCount": 0 } }""",
                [
                    "Importer:Deletion:Mode = 'Remove': must be one of Delete, Keep.",
                    "Importer:Deletion:After = 'soon': must be a duration from 00:00:00 to 30.00:00:00, as hh:mm:ss or in seconds.",
                    "Importer:Deletion:MaxShare = '30%': must be a number from 0 to 1, with a point (such as 0.3).",
                    "Importer:Deletion:MinCount = '0': must be a whole number, 1 or more.",
                ]
            },
            {
                "an unknown way with drift",
                """{ "Drift": { "Mode": "Repairs" } }""",
                ["Importer:Drift:Mode = 'Repairs': must be one of Import, Report, Repair. Did you mean 'Repair'?"]
            },
            {
                "a container over plain http",
                """{ "Reports": { "Container": "http://contoso.blob.core.windows.net/reports" } }""",
                [
                    "Importer:Reports:Container = 'http://contoso.blob.core.windows.net/reports': is plain http, which is only for the loopback (127.0.0.1). Use https.",
                ]
            },
            {
                "a runbook over plain http",
                """{ "Reports": { "Runbook": "http://wiki.contoso.example/operations.md" } }""",
                [
                    "Importer:Reports:Runbook = 'http://wiki.contoso.example/operations.md': is plain http, which is only for the loopback (127.0.0.1). Use https.",
                ]
            },
            {
                "a container with a shared access signature",
                """{ "Reports": { "Container": "https://contoso.blob.core.windows.net/reports?sv=2024&sig=abcdef" } }""",
                [
                    "Importer:Reports:Container = 'https://contoso.blob.core.windows.net/reports?…': carries a query. Reports are written with the app's identity, not with a shared access signature: end the address after the container.",
                ]
            },
            {
                "a connection string as container",
                """{ "Reports": { "Container": "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=abcdef==;EndpointSuffix=core.windows.net" } }""",
                [
                    "Importer:Reports:Container = '(hidden)': is a connection string. Reports are written with the app's identity: give the container's address, https://<account>.blob.core.windows.net/<container>.",
                ]
            },
            {
                "an account without a container",
                """{ "Reports": { "Container": "https://contoso.blob.core.windows.net/" } }""",
                [
                    "Importer:Reports:Container = 'https://contoso.blob.core.windows.net/': does not end in a container's name (3 to 63 lower-case letters, digits and single hyphens): https://<account>.blob.core.windows.net/<container>.",
                ]
            },
            {
                "a container on another protocol",
                """{ "Reports": { "Container": "ftp://contoso/reports" } }""",
                [
                    "Importer:Reports:Container = 'ftp://contoso/reports': is neither a container's address (https://<account>.blob.core.windows.net/<container>) nor a folder's path.",
                ]
            },
            {
                "wrong values for test calls",
                """{ "Health": { "TokensPerDay": -1, "CallsPerDay": 2.5, "Images": "on", "Timeout": "30s", "Concurrency": 0, "Subscription": "a/b", "ReadyWithin": "1:00:00", "FreshFor": "soon", "HistoryDays": 1 } }""",
                [
                    "Importer:Health:TokensPerDay = '-1': must be a whole number, 0 or more.",
                    "Importer:Health:CallsPerDay = '2.5': must be a whole number, 0 or more.",
                    "Importer:Health:Images = 'on': must be true or false.",
                    "Importer:Health:Timeout = '30s': must be a duration from 00:00:01 to 00:04:00, as hh:mm:ss or in seconds.",
                    "Importer:Health:Concurrency = '0': must be a whole number from 1 to 64.",
                    "Importer:Health:Subscription = 'a/b': is not the id of a subscription: 1 to 256 characters, none of * # & + : < > ? / or blank. Give the id (the last part of its resource id), not the display name.",
                    "Importer:Health:ReadyWithin = '1:00:00': must be a duration from 00:00:00 to 00:08:00, as hh:mm:ss or in seconds.",
                    "Importer:Health:FreshFor = 'soon': must be a duration from 00:00:00 to 12:00:00, as hh:mm:ss or in seconds.",
                    "Importer:Health:HistoryDays = '1': must be a whole number from 7 to 3650.",
                ]
            },
            {
                "wrong rules of the company",
                """{ "Compliance": { "RaiPolicies": "Contoso.Strict", "Skus": [ "" ], "Mode": "Refuse" } }""",
                [
                    "Importer:Compliance:RaiPolicies = 'Contoso.Strict': must be a list ([ … ], or app settings Importer__Compliance__RaiPolicies__0, __1, …), not a value.",
                    "Importer:Compliance:Skus:0 = '': is empty. Give a value or leave the setting out.",
                    "Importer:Compliance:Mode = 'Refuse': must be one of Report, LeaveOut, RequireContentSafety.",
                ]
            },
            {
                "rules of the company that say nothing",
                """{ "Compliance": { "Mode": "LeaveOut" } }""",
                [
                    "Importer:Compliance:Mode = 'LeaveOut': has nothing to act on. Give RaiPolicies, Skus, Regions or Models, or leave Compliance out.",
                ]
            },
            {
                "a wrong look ahead",
                """{ "Lifecycle": { "Watch": "yes", "WarnDays": [ 90, 0 ], "RefuseNewDays": -1 } }""",
                [
                    "Importer:Lifecycle:WarnDays:1 = '0': must be a whole number from 1 to 3650.",
                    "Importer:Lifecycle:Watch = 'yes': must be true or false.",
                    "Importer:Lifecycle:RefuseNewDays = '-1': must be a whole number from 0 to 3650.",
                ]
            },
            {
                "refusing by what nobody reads",
                """{ "Lifecycle": { "RefuseNewDays": 30 } }""",
                [
                    "Importer:Lifecycle:RefuseNewDays = '30': needs Watch: without it no retirement date is read. Set Lifecycle.Watch to true, or leave RefuseNewDays out.",
                ]
            },
            {
                "regions that are none, twice the same, and without an order",
                """{ "Fleets": [ { "Name": "ai", "Path": "ai", "Match": { "Account": "*" }, "Regions": { "West Europe": [ "westeurope" ], "westeurope": [ "Sweden Central", "?" ], "eastus": [] } } ] }""",
                [
                    "Importer:Fleets:0:Regions:West Europe: is no region. Write its name as Azure has it, here westeurope. It is the region of 'westeurope' beside it: keep one list for the two.",
                    "Importer:Fleets:0:Regions:eastus = '': names no region. List regions of accounts, the nearest first, such as [ \"swedencentral\", \"westeurope\" ], or leave it out: then the gateway there calls all regions alike.",
                    "Importer:Fleets:0:Regions:westeurope:0 = 'Sweden Central': is no region. Write its name as Azure has it, here swedencentral.",
                    "Importer:Fleets:0:Regions:westeurope:1 = '?': is no region. Write its name as Azure has it, such as swedencentral.",
                ]
            },
            {
                "webhooks whose addresses must not be shown",
                """{ "Notify": { "Webhooks": [ { "Url": "http://contoso.webhook.office.com/secret", "Format": "card", "On": "changes" }, { "Ulr": "https://contoso.webhook.office.com/secret" }, { "Url": "hooks.slack.com/secret" } ] } }""",
                [
                    "Importer:Notify:Webhooks:1:Ulr: is not a setting. Did you mean 'Url'?",
                    "Importer:Notify:Webhooks:0:Url = '(hidden)': is plain http, which is only for the loopback (127.0.0.1). Use https.",
                    "Importer:Notify:Webhooks:0:Format = 'card': must be one of adaptive-card, json.",
                    "Importer:Notify:Webhooks:0:On = 'changes': must be one of change, always. Did you mean 'change'?",
                    "Importer:Notify:Webhooks:1:Url: is required. Give the address to post to.",
                    "Importer:Notify:Webhooks:2:Url = '(hidden)': is not an address. Write it in full, beginning with https://.",
                ]
            },
        };
}
