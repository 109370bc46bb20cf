using System.Text.Json.Nodes;

namespace Functions.Tests;

/// <summary>Makes Resource Manager events in both schemas, with everything in them that must never be seen again.</summary>
internal static class AnEvent
{
    public const string Write = "Microsoft.Resources.ResourceWriteSuccess";
    public const string Delete = "Microsoft.Resources.ResourceDeleteSuccess";

    /// <summary>Words that only claims, addresses and roles of the sample events hold.</summary>
    public static readonly string[] Secrets = ["Jane Doe", "jane@contoso.com", "203.0.113.7", "principal-4711", "uti-fragment"];

    public static JsonObject Of(string operation, string subject, string type = Write, string time = "2026-11-21T10:00:00.1234567Z") =>
        new()
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["topic"] = AppUnderTest.Subscription,
            ["subject"] = subject,
            ["eventType"] = type,
            ["eventTime"] = time,
            ["data"] = Data(operation, subject),
            ["dataVersion"] = "2",
            ["metadataVersion"] = "1",
        };

    public static JsonObject CloudOf(string operation, string subject, string type = Write, string time = "2026-11-21T10:00:00.1234567Z") =>
        new()
        {
            ["specversion"] = "1.0",
            ["id"] = Guid.NewGuid().ToString(),
            ["source"] = AppUnderTest.Subscription,
            ["subject"] = subject,
            ["type"] = type,
            ["time"] = time,
            ["data"] = Data(operation, subject),
        };

    public static JsonObject DeploymentWritten(string subject = AppUnderTest.Deployment) =>
        Of("Microsoft.CognitiveServices/accounts/deployments/write", subject);

    private static JsonObject Data(string operation, string subject) =>
        new()
        {
            ["authorization"] = new JsonObject
            {
                ["scope"] = subject,
                ["action"] = operation,
                ["evidence"] = new JsonObject { ["principalId"] = "principal-4711" },
            },
            ["claims"] = new JsonObject
            {
                ["name"] = "Jane Doe",
                ["ipaddr"] = "203.0.113.7",
                ["uti"] = "uti-fragment",
                ["http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn"] = "jane@contoso.com",
            },
            ["correlationId"] = "c0ffee00-0000-0000-0000-000000000001",
            ["httpRequest"] = new JsonObject { ["clientIpAddress"] = "203.0.113.7", ["method"] = "PUT" },
            ["resourceProvider"] = "Microsoft.CognitiveServices",
            ["resourceUri"] = subject,
            ["operationName"] = operation,
            ["status"] = "Succeeded",
            ["subscriptionId"] = "00000000-0000-0000-0000-000000000001",
            ["tenantId"] = "22222222-2222-2222-2222-222222222222",
        };
}
