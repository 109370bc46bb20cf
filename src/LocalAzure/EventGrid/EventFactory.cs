using System.Globalization;
using System.Text.Json.Nodes;
using LocalAzure.Arm;
using LocalAzure.Identity;

namespace LocalAzure.EventGrid;

/// <summary>
/// Makes the event of a management operation, in the Event Grid schema, with everything the real one carries:
/// the claims of the person who did it and their address too, so that a consumer can be shown not to keep them.
/// https://learn.microsoft.com/azure/event-grid/event-schema-subscriptions#event-properties
/// </summary>
internal static class EventFactory
{
    // Documentation names and addresses: https://www.rfc-editor.org/rfc/rfc5737
    private const string Person = "Jane Doe";
    private const string Mail = "jane.doe@contoso.com";
    private const string Address = "203.0.113.7";
    private const string PersonId = "8d1f3c1e-52c6-4d7b-9f5e-6a2b7f10c0de";

    public static JsonObject Of(ArmOperationCompleted operation, string eventType)
    {
        var subscription = SubscriptionOf(operation.Subject);
        return new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["topic"] = $"/subscriptions/{subscription}",
            ["subject"] = operation.Subject,
            ["eventType"] = eventType,
            ["eventTime"] = Text(operation.Time),
            ["data"] = Data(operation, eventType, subscription),
            ["dataVersion"] = "2",
            ["metadataVersion"] = "1",
        };
    }

    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffffffK", CultureInfo.InvariantCulture);

    private static JsonObject Data(ArmOperationCompleted operation, string eventType, string subscription)
    {
        var data = new JsonObject
        {
            ["authorization"] = Authorization(operation, subscription),
            ["claims"] = Claims(operation),
            ["correlationId"] = operation.CorrelationId,
            ["resourceProvider"] = operation.OperationName.Split('/')[0],
            ["resourceUri"] = operation.Subject,
            ["operationName"] = operation.OperationName,
            ["status"] = "Succeeded",
            ["subscriptionId"] = subscription,
            ["tenantId"] = TokenIssuer.TenantId,
        };

        // "Only included when updating an existing resource or deleting a resource."
        if (operation.Existed || eventType == EventTypes.DeleteSuccess)
        {
            data["httpRequest"] = new JsonObject
            {
                ["clientRequestId"] = operation.CorrelationId,
                ["clientIpAddress"] = Address,
                ["method"] = operation.Method,
                ["url"] = $"https://management.azure.com{operation.Subject}?api-version=2025-06-01",
            };
        }

        return data;
    }

    private static JsonObject Authorization(ArmOperationCompleted operation, string subscription) =>
        new()
        {
            ["scope"] = operation.Subject,
            ["action"] = operation.OperationName,
            ["evidence"] = new JsonObject
            {
                ["role"] = "Contributor",
                ["roleAssignmentScope"] = $"/subscriptions/{subscription}",
                ["roleAssignmentId"] = "5a0d7f6b3c2e4b7f9a5e1c8d2f3b4a6e",
                // The built-in role Contributor: https://learn.microsoft.com/azure/role-based-access-control/built-in-roles
                ["roleDefinitionId"] = "b24988ac618042a0ab8820f7382dd24c",
                ["principalId"] = PersonId.Replace("-", "", StringComparison.Ordinal),
                ["principalType"] = "User",
            },
        };

    private static JsonObject Claims(ArmOperationCompleted operation)
    {
        var issued = operation.Time.ToUnixTimeSeconds();
        return new JsonObject
        {
            ["aud"] = "https://management.core.windows.net/",
            ["iss"] = $"https://sts.windows.net/{TokenIssuer.TenantId}/",
            ["iat"] = Number(issued),
            ["nbf"] = Number(issued),
            ["exp"] = Number(issued + 3600),
            ["aio"] = "ASQA2/8TAAAAclaimAioFragment=",
            ["appid"] = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
            ["ipaddr"] = Address,
            ["name"] = Person,
            ["http://schemas.microsoft.com/identity/claims/objectidentifier"] = PersonId,
            ["http://schemas.microsoft.com/identity/claims/tenantid"] = TokenIssuer.TenantId,
            ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"] = Mail,
            ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/givenname"] = "Jane",
            ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/surname"] = "Doe",
            ["puid"] = "10032001PUIDCLAIM",
            ["uti"] = "utiClaimFragment",
            ["ver"] = "1.0",
        };
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string SubscriptionOf(string id)
    {
        var segments = id.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return segments.Length > 1 ? segments[1] : "";
    }
}
